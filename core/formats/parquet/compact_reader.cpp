#include "core/formats/parquet/compact_reader.h"

#include <limits>

namespace espalier::formats::parquet {
namespace {

constexpr int kDeepest = 32;

} // namespace

void damaged(const std::string& what)
{
    throw Refused{"parquet.damaged", "The Parquet file is damaged: " + what + ". Fetch it again."};
}

void unsupported(const std::string& what)
{
    throw Refused{"parquet.unsupported", what};
}

std::span<const std::byte> ByteReader::take(std::size_t count)
{
    if (count > m_bytes.size()) {
        damaged("a part ends too early");
    }
    const auto taken = m_bytes.first(count);
    m_bytes = m_bytes.subspan(count);
    return taken;
}

std::uint64_t ByteReader::varint()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint8_t next = byte();
        value |= std::uint64_t(next & 0x7FU) << shift;
        if ((next & 0x80U) == 0) {
            return value;
        }
    }
    damaged("a number is too long");
}

std::int64_t ByteReader::zigzag()
{
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

std::uint32_t ByteReader::word()
{
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        value |= std::uint32_t(byte()) << shift;
    }
    return value;
}

void CompactReader::expect(bool matches)
{
    if (!matches) {
        damaged("a value of its description has the wrong type");
    }
}

void CompactReader::readStruct(const std::function<void(std::int64_t number)>& field)
{
    if (++m_depth > kDeepest) {
        damaged("its description is nested too deeply");
    }
    std::int64_t number = 0;
    while (true) {
        const std::uint8_t header = m_bytes.byte();
        if (header == Stop) {
            break;
        }
        expect((header & 0x0FU) <= Struct && (header & 0x0FU) != Stop);
        const unsigned delta = header >> 4;
        number = delta != 0 ? number + delta : m_bytes.zigzag();
        expect(number >= 0 && number <= std::numeric_limits<std::int16_t>::max());
        m_type = static_cast<Type>(header & 0x0FU);
        m_inList = false;
        field(number);
        if (m_type != Stop) {
            skip(m_type);
        }
    }
    m_type = Stop;
    --m_depth;
}

void CompactReader::readList(const std::function<void()>& element)
{
    expect(m_type == List || m_type == Set);
    const std::uint8_t header = m_bytes.byte();
    std::uint64_t count = header >> 4;
    if (count == 15) {
        count = m_bytes.varint();
    }
    const unsigned type = header & 0x0FU;
    expect(count == 0 || (type <= Struct && type != Stop));
    expect(count <= m_bytes.left()); // an element has a byte at least
    for (std::uint64_t i = 0; i < count; ++i) {
        m_type = static_cast<Type>(type);
        m_inList = true;
        element();
        if (m_type != Stop) {
            skip(m_type);
        }
    }
    m_type = Stop;
    m_inList = false;
}

bool CompactReader::boolean()
{
    expect(m_type == True || m_type == False);
    const bool value = m_inList ? m_bytes.byte() == True : m_type == True;
    m_type = Stop;
    return value;
}

std::int64_t CompactReader::integer()
{
    expect(m_type >= I8 && m_type <= I64);
    const std::int64_t value = m_type == I8 ? static_cast<std::int8_t>(m_bytes.byte()) : m_bytes.zigzag();
    m_type = Stop;
    return value;
}

std::int32_t CompactReader::integer32()
{
    const std::int64_t value = integer();
    expect(value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max());
    return static_cast<std::int32_t>(value);
}

std::string_view CompactReader::text()
{
    expect(m_type == Binary);
    const auto bytes = m_bytes.take(m_bytes.varint());
    m_type = Stop;
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void CompactReader::skip(Type type)
{
    constexpr std::size_t kDoubleBytes = 8;
    m_type = type;
    switch (type) {
    case True:
    case False:
        boolean();
        break;
    case Double:
        m_bytes.take(kDoubleBytes);
        break;
    case Binary:
        text();
        break;
    case List:
    case Set:
        if (++m_depth > kDeepest) {
            damaged("its description is nested too deeply");
        }
        readList([] {});
        --m_depth;
        break;
    case Map: {
        const std::uint64_t count = m_bytes.varint();
        const std::uint8_t types = count == 0 ? 0 : m_bytes.byte();
        expect(count <= m_bytes.left());
        for (std::uint64_t i = 0; i < 2 * count; ++i) {
            const unsigned part = i % 2 == 0 ? types >> 4 : types & 0x0FU;
            expect(part <= Struct && part != Stop);
            m_inList = true;
            if (++m_depth > kDeepest) {
                damaged("its description is nested too deeply");
            }
            skip(static_cast<Type>(part));
            --m_depth;
        }
        break;
    }
    case Struct:
        readStruct([](std::int64_t) {});
        break;
    default:
        integer();
    }
    m_type = Stop;
}

} // namespace espalier::formats::parquet
