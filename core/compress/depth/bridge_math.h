#pragma once

#include <ATen/core/Tensor.h>

#include "core/compress/hessian.h"

namespace espalier::compress {

/// The down_proj in front of left-out layers, refitted so that the hidden states come near to where those layers would
/// have taken them: min over V of ||V a - z||^2 + lambda ||V - W||^2, that is V = W + (C - W H)(H + lambda I)^-1.
/// ReplaceMe (Shopkhoev et al. 2025, arXiv:2505.02819) fits a hidden x hidden map behind down_proj and merges it; every
/// such map is among these V.
/// @param weight W [out, in] float32
/// @param hessian undamped H = 2/S sum a a^T [in, in] float32, a = inputs of down_proj
/// @param wanted C = 2/S sum z a^T [out, in] float32, z = what down_proj should give for them
/// @param factor of the damped H
/// @return [out, in] float32; columns of inputs that are dead in H stay those of W
/// @throws std::invalid_argument on shapes that do not fit or a factor that is not usable
at::Tensor bridgedWeight(const at::Tensor& weight, const at::Tensor& hessian, const at::Tensor& wanted,
                         const HessianFactor& factor);

} // namespace espalier::compress
