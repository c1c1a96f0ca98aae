#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace espalier::formats {

/// Element types of GGUF files that can be read, with the numbers that stand in their tensor directories.
enum class GgmlType : std::uint32_t {
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    IQ4_NL = 20,
    IQ4_XS = 23,
    BF16 = 30,
};

/// The layout of a type: rows are cut into blocks of consecutive weights that share scales.
struct GgmlTypeInfo
{
    GgmlType type;
    std::string_view name; ///< "Q4_K"
    std::size_t blockWeights;
    std::size_t blockBytes;

    double bitsPerWeight() const { return 8.0 * double(blockBytes) / double(blockWeights); }
};

/// Nothing for a number that is not in GgmlType.
std::optional<GgmlType> ggmlTypeFromNumber(std::uint32_t number);
std::optional<GgmlType> ggmlTypeFromName(std::string_view name); ///< "Q4_K", "q4_k"; nothing for an unknown name
const GgmlTypeInfo& info(GgmlType type);

/// Scale and minimum of one of the eight groups of 32 of a Q4_K or Q5_K block, 6 bits each in 12 bytes.
struct GgmlGroupScale
{
    int scale;
    int minimum;
};
GgmlGroupScale unpackGroupScale(std::span<const std::byte, 12> packed, std::size_t group);

/// The 16 levels of IQ4_NL and IQ4_XS.
inline constexpr std::int8_t kIq4Levels[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                               1,    13,   25,  38,  53,  69,  89,  113};

/// Whole blocks as float32: weights = scale * code (+ or - minimum), computed in float32 like llama.cpp's
/// dequantize_row functions. @param weights a multiple of blockWeights. @param blocks weights / blockWeights blocks,
/// possibly unaligned
void decodeGgml(GgmlType type, std::span<const std::byte> blocks, std::span<float> weights);

} // namespace espalier::formats
