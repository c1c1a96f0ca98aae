#include "core/formats/parquet/column_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/formats/parquet/encodings.h"

namespace espalier::formats::parquet {
namespace {

using json = nlohmann::ordered_json;

unsigned bitsFor(int largest)
{
    return static_cast<unsigned>(std::bit_width(static_cast<unsigned>(largest)));
}

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

template <typename T> T numberIn(std::span<const std::byte> bytes)
{
    T value;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
}

template <typename T, typename Stored> void readNumbers(ByteReader& reader, std::size_t count, std::vector<T>& values)
{
    const auto bytes = reader.take(count * sizeof(Stored));
    values.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        values.push_back(static_cast<T>(numberIn<Stored>(bytes.subspan(i * sizeof(Stored)))));
    }
}

/// PLAIN: one value after the other, little-endian; texts behind their length in 4 bytes.
Values readPlain(ByteReader& reader, Type type, std::size_t count)
{
    Values values;
    switch (type) {
    case Type::Boolean: {
        const auto bytes = reader.take((count + 7) / 8);
        for (std::size_t i = 0; i < count; ++i) {
            values.integers.push_back(static_cast<int>(bytes[i / 8]) >> (i % 8) & 1);
        }
        break;
    }
    case Type::Int32:
        readNumbers<std::int64_t, std::int32_t>(reader, count, values.integers);
        break;
    case Type::Int64:
        readNumbers<std::int64_t, std::int64_t>(reader, count, values.integers);
        break;
    case Type::Float:
        readNumbers<double, float>(reader, count, values.numbers);
        break;
    case Type::Double:
        readNumbers<double, double>(reader, count, values.numbers);
        break;
    default:
        for (std::size_t i = 0; i < count; ++i) {
            const auto bytes = reader.take(reader.word());
            values.texts.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        }
    }
    return values;
}

} // namespace

json Values::at(std::size_t place, Type type) const
{
    if (place >= size()) {
        damaged("an index lies beyond the dictionary");
    }
    if (!texts.empty()) {
        return std::string(texts[place]);
    }
    if (!numbers.empty()) {
        return numbers[place];
    }
    return type == Type::Boolean ? json(integers[place] != 0) : json(integers[place]);
}

ColumnReader::ColumnReader(const Chunk& chunk, const SchemaNode& leaf)
    : m_chunk(&chunk), m_leaf(&leaf), m_pages(chunk.pages)
{
    if (!chunk.unreadable.empty()) {
        unsupported(chunk.unreadable);
    }
    if (leaf.type == Type::Int96 || leaf.type == Type::FixedLengthByteArray) {
        unsupported("The column '" + leaf.name + "' holds times or bytes of a fixed length, which are not read.");
    }
}

int ColumnReader::repetition()
{
    load();
    return m_repetitions.empty() ? 0 : static_cast<int>(m_repetitions[m_next]);
}

int ColumnReader::definition()
{
    load();
    return m_definitions.empty() ? m_leaf->definition : static_cast<int>(m_definitions[m_next]);
}

json ColumnReader::take()
{
    const bool present = definition() == m_leaf->definition;
    ++m_next;
    ++m_taken;
    if (!present) {
        return nullptr;
    }
    const std::size_t value = m_nextValue++;
    return m_coded ? m_dictionary.at(m_indices.at(value), m_leaf->type) : m_values.at(value, m_leaf->type);
}

std::span<const std::byte> ColumnReader::takeRead()
{
    const std::size_t read = m_chunk->pages.size() - m_pages.size();
    const auto part = m_chunk->pages.subspan(m_reported, read - m_reported);
    m_reported = read;
    return part;
}

void ColumnReader::load()
{
    if (atEnd()) {
        damaged("the column '" + m_leaf->name + "' has too few values");
    }
    while (m_next == m_entries) {
        if (m_pages.empty()) {
            damaged("the column '" + m_leaf->name + "' has fewer values than it says");
        }
        const PageHeader header = readPageHeader(m_pages);
        const auto body = m_pages.subspan(header.headerBytes, header.compressedBytes);
        m_pages = m_pages.subspan(header.headerBytes + header.compressedBytes);
        if (header.type == PageType::Dictionary) {
            readDictionary(header, body);
        } else if (header.type == PageType::Data || header.type == PageType::DataV2) {
            readData(header, body);
        }
    }
}

void ColumnReader::readDictionary(const PageHeader& header, std::span<const std::byte> body)
{
    if (header.encoding != Encoding::Plain && header.encoding != Encoding::PlainDictionary) {
        damaged("a dictionary is encoded in an unknown way");
    }
    auto text = decompressBlock(m_chunk->compression, body, header.bytes);
    if (!text) {
        damaged(text.error().message);
    }
    m_dictionaryBytes = text.take();
    ByteReader reader(bytesOf(m_dictionaryBytes));
    m_dictionary = readPlain(reader, m_leaf->type, static_cast<std::size_t>(header.values));
}

void ColumnReader::readData(const PageHeader& header, std::span<const std::byte> body)
{
    m_entries = static_cast<std::size_t>(header.values);
    m_next = 0;
    if (header.values > m_chunk->values - m_taken) {
        damaged("the column '" + m_leaf->name + "' has more values than it says");
    }
    const bool second = header.type == PageType::DataV2;
    const std::size_t levelBytes = second ? header.repetitionBytes + header.definitionBytes : 0; // not compressed
    const Compression compression = header.isCompressed ? m_chunk->compression : Compression::None;
    const auto rest = body.subspan(levelBytes);
    // Writers may leave a page of nulls alone empty, which no codec would.
    auto text = rest.empty() && header.bytes == levelBytes
                    ? Result<std::string>(std::string())
                    : decompressBlock(compression, rest, header.bytes - levelBytes);
    if (!text) {
        damaged(text.error().message);
    }
    m_page = text.take();
    ByteReader reader(bytesOf(m_page));
    if (second) {
        readLevels(ByteReader(body.first(header.repetitionBytes)),
                   ByteReader(body.subspan(header.repetitionBytes, header.definitionBytes)), m_entries);
    } else {
        if (header.levels != Encoding::Rle && (m_leaf->definition > 0 || m_leaf->repetitions > 0)) {
            unsupported("The column '" + m_leaf->name + "' has levels in an encoding that is not read any more.");
        }
        const auto levels = [&](bool there) { return ByteReader(there ? reader.take(reader.word()) : reader.take(0)); };
        const ByteReader repetitions = levels(m_leaf->repetitions > 0);
        const ByteReader definitions = levels(m_leaf->definition > 0);
        readLevels(repetitions, definitions, m_entries);
    }
    readValues(reader, header.encoding);
}

void ColumnReader::readLevels(ByteReader repetitions, ByteReader definitions, std::size_t count)
{
    const auto read = [count](ByteReader& reader, int largest) {
        std::vector<std::uint32_t> levels;
        if (largest > 0) {
            levels = decodeHybrid(reader, bitsFor(largest), count);
        }
        if (std::ranges::any_of(levels, [&](std::uint32_t level) { return level > static_cast<unsigned>(largest); })) {
            damaged("a level is too high");
        }
        return levels;
    };
    m_repetitions = read(repetitions, m_leaf->repetitions);
    m_definitions = read(definitions, m_leaf->definition);
    const auto there = static_cast<std::uint32_t>(m_leaf->definition);
    m_present = m_definitions.empty() ? count : static_cast<std::size_t>(std::ranges::count(m_definitions, there));
}

void ColumnReader::readValues(ByteReader reader, Encoding encoding)
{
    m_values = {};
    m_texts.clear();
    m_indices.clear();
    m_nextValue = 0;
    m_coded = encoding == Encoding::PlainDictionary || encoding == Encoding::RleDictionary;
    if (m_present == 0) {
        return;
    }
    const bool integers = m_leaf->type == Type::Int32 || m_leaf->type == Type::Int64;
    const bool texts = m_leaf->type == Type::ByteArray;
    if (m_coded) {
        const unsigned bits = reader.byte();
        if (bits > 32) {
            damaged("an index has more than 32 bits");
        }
        m_indices = decodeHybrid(reader, bits, m_present);
    } else if (encoding == Encoding::Plain) {
        m_values = readPlain(reader, m_leaf->type, m_present);
    } else if (encoding == Encoding::Rle && m_leaf->type == Type::Boolean) {
        ByteReader runs(reader.take(reader.word()));
        const auto decoded = decodeHybrid(runs, 1, m_present);
        m_values.integers.assign(decoded.begin(), decoded.end());
    } else if (encoding == Encoding::DeltaBinaryPacked && integers) {
        m_values.integers = decodeDeltas(reader, m_present);
    } else if (texts && (encoding == Encoding::DeltaLengthByteArray || encoding == Encoding::DeltaByteArray)) {
        m_texts = encoding == Encoding::DeltaByteArray ? decodeDeltaTexts(reader, m_present)
                                                       : decodeDeltaLengths(reader, m_present);
        m_values.texts.assign(m_texts.begin(), m_texts.end());
    } else {
        unsupported("The column '" + m_leaf->name + "' is written in an encoding that is not read (number " +
                    std::to_string(static_cast<std::int32_t>(encoding)) + ").");
    }
    if (!m_coded && m_values.size() != m_present) {
        damaged("a page of the column '" + m_leaf->name + "' has the wrong number of values");
    }
}

} // namespace espalier::formats::parquet
