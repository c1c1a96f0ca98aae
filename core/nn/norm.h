#pragma once

#include <ATen/core/Tensor.h>

#include "core/model/model_spec.h"
#include "core/nn/block.h"

namespace espalier::nn {

/// The model's normalisation over the last dimension, float32: RMS x / sqrt(mean(x^2) + eps) * w, or layer norm (biased
/// variance); w is 1 + weight with ModelSpec::normPlusOne. Differentiable.
/// @param input [..., n] @param norm its weight [n], or of heads [heads, n] for an input [..., heads, n]
at::Tensor normalize(const model::ModelSpec& spec, const at::Tensor& input, const Norm& norm);

} // namespace espalier::nn
