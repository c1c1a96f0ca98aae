#pragma once

#include <cstddef>
#include <cstdint>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Dense int4. Bytes: [blocks][columns / 8, rounded up][16 rows][4]; byte j of a row holds code + 8 of column j in its
/// low half and of column j + 4 in its high half: unsigned, so that the instructions that multiply unsigned by signed
/// bytes take them as they are; 8 * (sum of the inputs) is subtracted. Columns beyond the matrix have code 0.
inline constexpr std::size_t kInt4StepColumns = 8;
inline constexpr std::size_t kInt4StepBytes = kInt4StepColumns / 2 * kBlockRows;
inline constexpr int kInt4Offset = 8;

/// multiply() for this format; the arguments were checked.
void multiplyInt4(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                  float* out, std::size_t outStride);

} // namespace espalier::engine
