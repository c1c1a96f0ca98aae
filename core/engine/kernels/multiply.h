#pragma once

#include <cstddef>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// out[t * outStride + r] = sum over c of weight[r, c] * input[t, c] + bias[r], for all tokens t of the input and the
/// rows r of blocks [firstBlock, lastBlock); rows beyond weight.rows are not written. Runs on the calling thread;
/// blocks may be computed by several threads at once. Dispatches by format, CPU target and number of tokens (few: each
/// weight is decoded once and used for all; many: blocked for the caches). Integer formats: exact integer sums within a
/// segment (the columns that share both a weight group and an input block), scaled and added up in float32.
/// @throws std::invalid_argument if the input's columns or rounding do not fit the weight
void multiply(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
              float* out, std::size_t outStride);

} // namespace espalier::engine
