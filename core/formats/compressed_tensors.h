#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace espalier::formats {

/// How `pack-quantized` lays b-bit codes (stored as code + 2^(b-1)) into 32-bit little-endian words, low bits first.
/// The two are the same for b = 1, 2, 4, 8.
enum class PackLayout {
    Words, ///< up to version 0.14: 32 / b whole codes a word, the bits left over unused
    Stream ///< 2026 on: one dense bit stream, code i at bit i * b; a code may straddle two words
};

/// Words that hold `count` codes.
std::size_t packedWords(std::size_t count, int bits, PackLayout layout);

/// The layout that needs just `words` words for `count` codes; Stream where both do; nothing if none does.
std::optional<PackLayout> packLayout(std::size_t count, int bits, std::size_t words);

/// Packs each row of codes [rows, columns] into words [rows, packedWords(columns)].
/// @param bits 1..8; codes lie in [-2^(bits-1), 2^(bits-1) - 1]
std::vector<std::int32_t> packRows(std::span<const std::int8_t> codes, std::size_t rows, std::size_t columns, int bits,
                                   PackLayout layout);
/// Packs each column of codes [rows, columns] into words [packedWords(rows), columns], as zero points are stored.
std::vector<std::int32_t> packColumns(std::span<const std::int8_t> codes, std::size_t rows, std::size_t columns,
                                      int bits, PackLayout layout);

/// The inverse of packRows(): words [rows, packedWords(columns)], unaligned little-endian bytes; codes [rows, columns].
void unpackRows(std::span<const std::byte> words, std::size_t rows, std::size_t columns, int bits, PackLayout layout,
                std::span<float> codes);
void unpackRows(std::span<const std::byte> words, std::size_t rows, std::size_t columns, int bits, PackLayout layout,
                std::span<std::int8_t> codes);
/// The inverse of packColumns().
void unpackColumns(std::span<const std::byte> words, std::size_t rows, std::size_t columns, int bits, PackLayout layout,
                   std::span<float> codes);

/// Scales of a weight [out, in]: one (rows 1, columns 1), one an output (out, 1), or one for `groupSize` inputs of an
/// output (out, ceil(in / groupSize)), or one for a block (ceil(out / rowsPerScale), ceil(in / groupSize)); the last
/// ones may be shorter.
struct ScaleGrid
{
    std::span<const float> scales;     ///< [rows, columns]
    std::span<const float> zeroPoints; ///< as scales, or empty for 0
    std::size_t rows = 1;              ///< 1 or the outputs
    std::size_t columns = 1;
    std::size_t groupSize = 0;                  ///< inputs a column of the grid; unused with one column
    std::span<const std::int32_t> groupOfInput; ///< with activation order: the grid column of each input; else empty
    std::size_t rowsPerScale = 1;               ///< outputs of a block
};

/// weight = (code - zero point) * scale in float32, in place, for output rows firstRow .. of a weight with `in` inputs.
/// @param values codes [n, in] on entry (whole numbers or float8 values), weights on return
void dequantizeRows(std::span<float> values, std::size_t firstRow, std::size_t in, const ScaleGrid& grid);

} // namespace espalier::formats
