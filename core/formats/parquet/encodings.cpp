#include "core/formats/parquet/encodings.h"

#include <algorithm>

namespace espalier::formats::parquet {
namespace {

constexpr unsigned kByteBits = 8;

/// Takes numbers of so many bits, low bits first.
class BitReader
{
public:
    explicit BitReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    /// @param bits 0 to 64; the caller knows that there are enough
    std::uint64_t take(unsigned bits)
    {
        std::uint64_t value = 0;
        for (unsigned done = 0; done < bits;) {
            const unsigned within = static_cast<unsigned>(m_bit % kByteBits);
            const unsigned count = std::min(kByteBits - within, bits - done);
            const auto byte = static_cast<unsigned>(m_bytes[m_bit / kByteBits]);
            value |= std::uint64_t((byte >> within) & ((1U << count) - 1U)) << done;
            done += count;
            m_bit += count;
        }
        return value;
    }

private:
    std::span<const std::byte> m_bytes;
    std::size_t m_bit = 0;
};

std::vector<std::size_t> decodeLengths(ByteReader& reader, std::size_t limit)
{
    std::vector<std::size_t> lengths;
    for (const std::int64_t length : decodeDeltas(reader, limit)) {
        if (length < 0) {
            damaged("a text has a negative length");
        }
        lengths.push_back(static_cast<std::size_t>(length));
    }
    return lengths;
}

} // namespace

std::vector<std::uint32_t> decodeHybrid(ByteReader& reader, unsigned bits, std::size_t count)
{
    std::vector<std::uint32_t> values;
    values.reserve(count);
    while (values.size() < count) {
        const std::uint64_t header = reader.varint();
        const std::size_t left = count - values.size();
        if ((header & 1U) == 0) {
            std::uint32_t value = 0;
            for (unsigned done = 0; done < bits; done += kByteBits) {
                value |= std::uint32_t(reader.byte()) << done;
            }
            const std::uint64_t run = header >> 1;
            if (run == 0 || (bits < 32 && value >> bits != 0)) {
                damaged("a run of its levels or indices is impossible");
            }
            values.insert(values.end(), static_cast<std::size_t>(std::min<std::uint64_t>(run, left)), value);
            continue;
        }
        const std::uint64_t groups = header >> 1; // of eight numbers: `bits` bytes
        if (groups == 0 || groups > count / kByteBits + 1) {
            damaged("a run of its levels or indices is impossible");
        }
        // Some writers leave the last bytes out that no number needs.
        const std::size_t taken = std::min(left, static_cast<std::size_t>(groups) * kByteBits);
        const std::size_t needed = (taken * bits + kByteBits - 1) / kByteBits;
        const std::size_t whole = static_cast<std::size_t>(groups) * bits;
        BitReader packed(reader.take(taken < left ? whole : std::max(needed, std::min(whole, reader.left()))));
        for (std::size_t i = 0; i < taken; ++i) {
            values.push_back(static_cast<std::uint32_t>(packed.take(bits)));
        }
    }
    return values;
}

std::vector<std::int64_t> decodeDeltas(ByteReader& reader, std::size_t limit)
{
    constexpr std::uint64_t kLargestBlock = 1 << 20;
    const std::uint64_t block = reader.varint();
    const std::uint64_t miniblocks = reader.varint();
    const std::uint64_t total = reader.varint();
    auto value = static_cast<std::uint64_t>(reader.zigzag());
    if (total > limit || block == 0 || block > kLargestBlock || miniblocks == 0 || miniblocks > block ||
        block % miniblocks != 0 || (block / miniblocks) % kByteBits != 0) {
        damaged("a row of differences has an impossible size");
    }
    const std::size_t perMiniblock = static_cast<std::size_t>(block / miniblocks);
    std::vector<std::int64_t> values;
    if (total > 0) {
        values.push_back(static_cast<std::int64_t>(value));
    }
    while (values.size() < total) {
        const auto smallest = static_cast<std::uint64_t>(reader.zigzag());
        const auto widths = reader.take(static_cast<std::size_t>(miniblocks));
        for (std::size_t i = 0; i < miniblocks && values.size() < total; ++i) {
            const auto width = static_cast<unsigned>(widths[i]);
            if (width > 64) {
                damaged("a difference has more than 64 bits");
            }
            BitReader packed(reader.take(perMiniblock / kByteBits * width));
            for (std::size_t k = 0; k < perMiniblock && values.size() < total; ++k) {
                value += smallest + packed.take(width); // wraps around, as the format says
                values.push_back(static_cast<std::int64_t>(value));
            }
        }
    }
    return values;
}

std::vector<std::string> decodeDeltaLengths(ByteReader& reader, std::size_t limit)
{
    std::vector<std::string> texts;
    for (const std::size_t length : decodeLengths(reader, limit)) {
        const auto bytes = reader.take(length);
        texts.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    return texts;
}

std::vector<std::string> decodeDeltaTexts(ByteReader& reader, std::size_t limit)
{
    const std::vector<std::size_t> shared = decodeLengths(reader, limit);
    std::vector<std::string> texts = decodeDeltaLengths(reader, limit);
    if (texts.size() != shared.size()) {
        damaged("texts and what they share are not equally many");
    }
    constexpr std::size_t kMostBytes = std::size_t(1) << 30;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (shared[i] > (i == 0 ? 0 : texts[i - 1].size()) || (bytes += shared[i]) > kMostBytes) {
            damaged("a text shares more with the one before than that has");
        }
        if (i > 0) {
            texts[i].insert(0, texts[i - 1], 0, shared[i]);
        }
    }
    return texts;
}

} // namespace espalier::formats::parquet
