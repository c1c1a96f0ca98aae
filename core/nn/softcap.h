#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/tanh.h>

namespace espalier::nn {

/// cap * tanh(x / cap): attention scores and logits of Gemma 2.
inline at::Tensor softcapped(const at::Tensor& x, double cap)
{
    return at::tanh(x / cap) * cap;
}

} // namespace espalier::nn
