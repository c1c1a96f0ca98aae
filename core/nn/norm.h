#pragma once

#include <ATen/core/Tensor.h>

#include "core/model/model_spec.h"

namespace espalier::nn {

/// The model's normalisation over the last dimension, float32: RMS x / sqrt(mean(x^2) + eps) * w, or layer norm without
/// bias (biased variance). Differentiable.
/// @param input [..., hidden] @param weight [hidden]
at::Tensor normalize(const model::ModelSpec& spec, const at::Tensor& input, const at::Tensor& weight);

} // namespace espalier::nn
