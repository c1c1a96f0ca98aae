#pragma once

#include <cstddef>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// multiply() for all integer formats in plain C++: what CpuTarget::Scalar runs, and what the kernels are tested
/// against. Unpacks the weights.
void multiplyReference(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock,
                       const InputRows& input, float* out, std::size_t outStride);

} // namespace espalier::engine
