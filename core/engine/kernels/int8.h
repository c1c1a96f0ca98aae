#pragma once

#include <cstddef>
#include <cstdint>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Dense int8. Bytes: [blocks][columns / 4, rounded up][16 rows][4 columns] codes, so that a 64-byte vector meets four
/// inputs that are repeated 16 times, and the lanes of the sums are rows. Columns beyond the matrix are 0.
inline constexpr std::size_t kInt8StepColumns = 4;
inline constexpr std::size_t kInt8StepBytes = kInt8StepColumns * kBlockRows;

/// multiply() for this format; the arguments were checked.
void multiplyInt8(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                  float* out, std::size_t outStride);

} // namespace espalier::engine
