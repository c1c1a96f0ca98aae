#include "core/formats/ggml_blocks.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>

#include "core/formats/dtype.h"

namespace espalier::formats {
namespace {

constexpr std::array kTypes = {
    GgmlTypeInfo{GgmlType::F32, "F32", 1, 4},         GgmlTypeInfo{GgmlType::F16, "F16", 1, 2},
    GgmlTypeInfo{GgmlType::Q4_0, "Q4_0", 32, 18},     GgmlTypeInfo{GgmlType::Q4_1, "Q4_1", 32, 20},
    GgmlTypeInfo{GgmlType::Q5_0, "Q5_0", 32, 22},     GgmlTypeInfo{GgmlType::Q5_1, "Q5_1", 32, 24},
    GgmlTypeInfo{GgmlType::Q8_0, "Q8_0", 32, 34},     GgmlTypeInfo{GgmlType::Q2_K, "Q2_K", 256, 84},
    GgmlTypeInfo{GgmlType::Q3_K, "Q3_K", 256, 110},   GgmlTypeInfo{GgmlType::Q4_K, "Q4_K", 256, 144},
    GgmlTypeInfo{GgmlType::Q5_K, "Q5_K", 256, 176},   GgmlTypeInfo{GgmlType::Q6_K, "Q6_K", 256, 210},
    GgmlTypeInfo{GgmlType::IQ4_NL, "IQ4_NL", 32, 18}, GgmlTypeInfo{GgmlType::IQ4_XS, "IQ4_XS", 256, 136},
    GgmlTypeInfo{GgmlType::BF16, "BF16", 1, 2},
};

/// A block's bytes, read from its front to its end.
class Block
{
public:
    explicit Block(const std::byte* bytes) : m_next(reinterpret_cast<const std::uint8_t*>(bytes)) {}

    const std::uint8_t* take(std::size_t count)
    {
        const std::uint8_t* taken = m_next;
        m_next += count;
        return taken;
    }
    float half()
    {
        float value = 0.0F;
        convertToFloat32(DType::F16, std::as_bytes(std::span(take(2), 2)), {&value, 1});
        return value;
    }

private:
    const std::uint8_t* m_next;
};

// Codes of 32 weights in 16 bytes: the low halves hold the first 16 weights, the high ones the last 16.
int fourBits(const std::uint8_t* codes, int i)
{
    return i < 16 ? codes[i] & 15 : codes[i - 16] >> 4;
}

int fiveBits(const std::uint8_t* fifth, const std::uint8_t* codes, int i)
{
    return fourBits(codes, i) | ((fifth[i / 8] >> (i % 8)) & 1) << 4;
}

void decodeQ4_0(Block block, float* out)
{
    const float scale = block.half();
    const std::uint8_t* codes = block.take(16);
    for (int i = 0; i < 32; ++i)
        out[i] = scale * float(fourBits(codes, i) - 8);
}

void decodeQ4_1(Block block, float* out)
{
    const float scale = block.half();
    const float minimum = block.half();
    const std::uint8_t* codes = block.take(16);
    for (int i = 0; i < 32; ++i)
        out[i] = scale * float(fourBits(codes, i)) + minimum;
}

void decodeQ5_0(Block block, float* out)
{
    const float scale = block.half();
    const std::uint8_t* fifth = block.take(4);
    const std::uint8_t* codes = block.take(16);
    for (int i = 0; i < 32; ++i)
        out[i] = scale * float(fiveBits(fifth, codes, i) - 16);
}

void decodeQ5_1(Block block, float* out)
{
    const float scale = block.half();
    const float minimum = block.half();
    const std::uint8_t* fifth = block.take(4);
    const std::uint8_t* codes = block.take(16);
    for (int i = 0; i < 32; ++i)
        out[i] = scale * float(fiveBits(fifth, codes, i)) + minimum;
}

void decodeQ8_0(Block block, float* out)
{
    const float scale = block.half();
    const std::uint8_t* codes = block.take(32);
    for (int i = 0; i < 32; ++i)
        out[i] = scale * float(std::int8_t(codes[i]));
}

void decodeIq4Nl(Block block, float* out)
{
    const float scale = block.half();
    const std::uint8_t* codes = block.take(16);
    for (int i = 0; i < 32; ++i)
        out[i] = scale * float(kIq4Levels[fourBits(codes, i)]);
}

// In the blocks of 256, bit pairs of a byte belong to weights 32 apart within a half of 128.

/// 16 groups of 16: 4 bits each of scale and minimum, 2-bit codes.
void decodeQ2_K(Block block, float* out)
{
    const std::uint8_t* scales = block.take(16);
    const std::uint8_t* codes = block.take(64);
    const float scale = block.half();
    const float minimum = block.half();
    for (int i = 0; i < 256; ++i) {
        const int code = (codes[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
        const int group = i / 16;
        out[i] = scale * float(scales[group] & 15) * float(code) - minimum * float(scales[group] >> 4);
    }
}

/// The 16 scales of a Q3_K block: 4 low bits each in 8 bytes, then 2 high bits each in 4.
int scaleOfQ3_K(const std::uint8_t* packed, int group)
{
    const int low = group < 8 ? packed[group] & 15 : packed[group - 8] >> 4;
    const int high = (packed[8 + group % 4] >> (group / 4 * 2)) & 3;
    return (low | high << 4) - 32;
}

/// 16 groups of 16: scales of 6 bits, codes of 3 bits whose highest bits lie apart.
void decodeQ3_K(Block block, float* out)
{
    const std::uint8_t* third = block.take(32);
    const std::uint8_t* codes = block.take(64);
    const std::uint8_t* scales = block.take(12);
    const float scale = block.half();
    for (int i = 0; i < 256; ++i) {
        const int low = (codes[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
        const int high = (third[i % 32] >> (i / 32)) & 1;
        out[i] = scale * float(scaleOfQ3_K(scales, i / 16)) * float((low | high << 2) - 4);
    }
}

/// 8 groups of 32 with a scale and a minimum of 6 bits each; @param fifth of Q5_K, else nullptr
void decodeGroupsOf32(Block block, bool hasFifthBit, float* out)
{
    const float scale = block.half();
    const float minimum = block.half();
    const auto scales = std::as_bytes(std::span<const std::uint8_t, 12>(block.take(12), 12));
    const std::uint8_t* fifth = hasFifthBit ? block.take(32) : nullptr;
    const std::uint8_t* codes = block.take(128);
    for (int group = 0; group < 8; ++group) {
        const GgmlGroupScale own = unpackGroupScale(scales, std::size_t(group));
        const float groupScale = scale * float(own.scale);
        const float groupMinimum = minimum * float(own.minimum);
        for (int i = 0; i < 32; ++i) {
            const int byte = codes[group / 2 * 32 + i];
            int code = group % 2 == 0 ? byte & 15 : byte >> 4;
            code |= hasFifthBit ? ((fifth[i] >> group) & 1) << 4 : 0;
            out[group * 32 + i] = groupScale * float(code) - groupMinimum;
        }
    }
}

/// 16 groups of 16 with scales of 8 bits: 4 low bits, then 2 high bits of each code.
void decodeQ6_K(Block block, float* out)
{
    const std::uint8_t* low = block.take(128);
    const std::uint8_t* high = block.take(64);
    const std::uint8_t* scales = block.take(16);
    const float scale = block.half();
    for (int i = 0; i < 256; ++i) {
        const int half = i / 128;
        const int quarter = i % 128 / 32;
        const int byte = low[half * 64 + quarter % 2 * 32 + i % 32];
        const int code = (quarter < 2 ? byte & 15 : byte >> 4) | ((high[half * 32 + i % 32] >> (quarter * 2)) & 3) << 4;
        out[i] = scale * float(std::int8_t(scales[i / 16])) * float(code - 32);
    }
}

/// 8 groups of 32 with scales of 6 bits.
void decodeIq4Xs(Block block, float* out)
{
    const float scale = block.half();
    const std::uint8_t* high = block.take(2);
    const std::uint8_t* low = block.take(4);
    const std::uint8_t* codes = block.take(128);
    for (int group = 0; group < 8; ++group) {
        const int own = ((low[group / 2] >> (group % 2 * 4)) & 15) | ((high[group / 4] >> (group % 4 * 2)) & 3) << 4;
        for (int i = 0; i < 32; ++i)
            out[group * 32 + i] = scale * float(own - 32) * float(kIq4Levels[fourBits(codes + group * 16, i)]);
    }
}

void decodeBlock(GgmlType type, Block block, float* out)
{
    switch (type) {
    case GgmlType::Q4_0:
        return decodeQ4_0(block, out);
    case GgmlType::Q4_1:
        return decodeQ4_1(block, out);
    case GgmlType::Q5_0:
        return decodeQ5_0(block, out);
    case GgmlType::Q5_1:
        return decodeQ5_1(block, out);
    case GgmlType::Q8_0:
        return decodeQ8_0(block, out);
    case GgmlType::Q2_K:
        return decodeQ2_K(block, out);
    case GgmlType::Q3_K:
        return decodeQ3_K(block, out);
    case GgmlType::Q4_K:
        return decodeGroupsOf32(block, false, out);
    case GgmlType::Q5_K:
        return decodeGroupsOf32(block, true, out);
    case GgmlType::Q6_K:
        return decodeQ6_K(block, out);
    case GgmlType::IQ4_NL:
        return decodeIq4Nl(block, out);
    case GgmlType::IQ4_XS:
        return decodeIq4Xs(block, out);
    case GgmlType::F32:
    case GgmlType::F16:
    case GgmlType::BF16:
        assert(false); // no blocks
    }
}

} // namespace

std::optional<GgmlType> ggmlTypeFromNumber(std::uint32_t number)
{
    const auto* found =
        std::ranges::find_if(kTypes, [number](const GgmlTypeInfo& each) { return std::uint32_t(each.type) == number; });
    return found != kTypes.end() ? std::optional(found->type) : std::nullopt;
}

std::optional<GgmlType> ggmlTypeFromName(std::string_view name)
{
    const auto same = [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; };
    const auto* found = std::ranges::find_if(
        kTypes, [&](const GgmlTypeInfo& each) { return std::ranges::equal(name, each.name, same); });
    return found != kTypes.end() ? std::optional(found->type) : std::nullopt;
}

const GgmlTypeInfo& info(GgmlType type)
{
    return *std::ranges::find(kTypes, type, &GgmlTypeInfo::type);
}

GgmlGroupScale unpackGroupScale(std::span<const std::byte, 12> packed, std::size_t group)
{
    const auto byte = [&](std::size_t i) { return std::to_integer<int>(packed[i]); };
    if (group < 4)
        return {byte(group) & 63, byte(group + 4) & 63};
    return {(byte(group + 4) & 15) | (byte(group - 4) >> 6) << 4, (byte(group + 4) >> 4) | (byte(group) >> 6) << 4};
}

void decodeGgml(GgmlType type, std::span<const std::byte> blocks, std::span<float> weights)
{
    const GgmlTypeInfo& layout = info(type);
    assert(weights.size() % layout.blockWeights == 0);
    assert(blocks.size() == weights.size() / layout.blockWeights * layout.blockBytes);
    switch (type) {
    case GgmlType::F32:
        return convertToFloat32(DType::F32, blocks, weights);
    case GgmlType::F16:
        return convertToFloat32(DType::F16, blocks, weights);
    case GgmlType::BF16:
        return convertToFloat32(DType::BF16, blocks, weights);
    default:
        break;
    }
    for (std::size_t i = 0; i * layout.blockWeights < weights.size(); ++i)
        decodeBlock(type, Block(blocks.data() + i * layout.blockBytes), weights.data() + i * layout.blockWeights);
}

} // namespace espalier::formats
