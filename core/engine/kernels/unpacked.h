#pragma once

#include <cstddef>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// multiply() for the integer formats by way of dense int8: blocks are unpacked to where the second cache keeps them.
/// For formats that take long to decode, once there are so many tokens that it is worth it.
void multiplyUnpacked(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                      float* out, std::size_t outStride);

} // namespace espalier::engine
