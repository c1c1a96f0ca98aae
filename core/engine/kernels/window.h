#pragma once

#include <cstddef>
#include <cstdint>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Bytes of the format Window: int8 codes of rows that are mostly zeros, the same for all CPU targets.
///
/// A step holds up to 16 codes of each of two rows, all within a window of 64 columns, which begins at the first of
/// them. A block of 16 rows is 8 counts of steps (uint32), of rows 0 and 1, of rows 2 and 3, ..., then the steps of
/// each pair, kWindowStepBytes each:
///   0   16 codes of the first row, filled up with 0 at place 0
///   16  16 codes of the second row
///   32  16 bytes: bits 0 to 3 of the places in the window, the first row's in the low half byte
///   48  8 bytes: bits 4 and 5 of the places; byte i % 8 holds those of code i of row r at bit 6 - 2 * (2 * r + i / 8)
///   56  uint8 for each row: how far its window begins behind the one before (the first: behind column 0)
/// A row that has to go further than 255 columns has steps of zeros between; the shorter one of a pair is filled up
/// with them. A block ends at a multiple of 64 bytes; PackedMatrix::offsets says where each begins.
inline constexpr std::size_t kWindowColumns = 64;
inline constexpr std::size_t kWindowCodes = 16;
inline constexpr std::size_t kWindowPairs = kBlockRows / 2;
inline constexpr std::size_t kWindowStepBytes = 58;
inline constexpr std::size_t kWindowHeaderBytes = kWindowPairs * sizeof(std::uint32_t);

/// multiply() for this format; the arguments were checked. For one segment only (one scale a row, inputs with one
/// range): windows span the borders of others.
void multiplyWindow(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                    float* out, std::size_t outStride);

} // namespace espalier::engine
