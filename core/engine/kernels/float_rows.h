#pragma once

#include <cstddef>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// multiply() for the float formats: data of the weight is [rows, columns] as stored in a checkpoint, at any address.
/// Products and sums are float32. Few tokens: dot products, each weight read from memory once. Many: slabs of weights
/// are widened to float panels in the cache.
/// @throws std::invalid_argument unless the weight is a float format with data of the right size and the input has its
/// columns and no rounding
void multiplyFloat(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                   float* out, std::size_t outStride);

} // namespace espalier::engine
