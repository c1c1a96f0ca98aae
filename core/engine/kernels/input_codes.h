#pragma once

#include <cstddef>
#include <cstdint>

namespace espalier::engine {

struct ValueRange
{
    float min = 0.0F;   ///< at most 0
    float max = 0.0F;   ///< at least 0
    bool finite = true; ///< else the others mean nothing
};
ValueRange valueRange(const float* values, std::size_t count);

struct CodeGrid
{
    float scale = 1.0F;
    float zeroPoint = 0.0F; ///< a whole number
    float lowest = -128.0F; ///< codes
    float highest = 127.0F;
};
/// code = clamp(round half to even(value / scale + zero point)). Values must be finite.
void roundToCodes(const CodeGrid& grid, const float* values, std::size_t count, std::int8_t* codes);

/// Columns in a piece; pieces have sums.
inline constexpr std::size_t kPieceColumns = 32;

/// @param codes [pieces * kPieceColumns]
/// @param sums [pieces + 1], of all codes before each piece
void sumCodes(const std::int8_t* codes, std::size_t pieces, std::int32_t* sums);

/// @param codes [pieces * kPieceColumns]
/// @param parted [pieces * kPieceColumns / 4][8]: |code| of four columns, then of each 255 if it is negative, else 0
/// @param negativeSums [pieces + 1], of the |code| of all negative codes before each piece
void partSigns(const std::int8_t* codes, std::size_t pieces, std::uint8_t* parted, std::int32_t* negativeSums);

} // namespace espalier::engine
