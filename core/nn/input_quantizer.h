#pragma once

#include <ATen/core/Tensor.h>

#include "core/nn/block.h"

namespace espalier::nn {

/// x after quantization and dequantization, float32, by compressed-tensors' rule (see compress/quantization), to
/// integers or float8: each token (last dimension), or each group of its inputs, has its own range if dynamic, else the
/// stored scale holds for the whole tensor. Where a gradient is recorded it passes unchanged (straight-through).
/// @param input [..., in] float32
/// @throws std::invalid_argument for what is not simulated (asymmetric float8, static groups) and for a static scheme
/// without scale
at::Tensor quantizeInput(const at::Tensor& input, const InputQuantizer& quantizer);

} // namespace espalier::nn
