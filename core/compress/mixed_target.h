#pragma once

#include <ATen/core/Tensor.h>

#include "core/compress/hessian.h"

namespace espalier::compress {

/// What a layer that reads disturbed inputs has to be fitted to, so that its output comes near that of the dense layer
/// on undisturbed ones: || V X^ - W X ||^2 = || V - W* ||^2_H + const with W* = W (C + l I)(H + l I)^-1 (least squares;
/// the same target underlies GPTAQ, arXiv:2504.02692, and Qronos, arXiv:2505.11695). Returns the point
/// (1 - mix) W + mix W* between both, computed as W + mix W (C - H)(H + l I)^-1.
/// @param dense W [out, in] float32
/// @param hessian undamped H = 2/S sum x^ x^T [in, in] float32
/// @param cross C = 2/S sum x x^T with the undisturbed x first, [in, in] float32, of the same tokens and S
/// @param factor of the damped H; the columns of inputs that are dead in it stay those of W
/// @param mix 0 (the published methods) to 1
/// @return [out, in] float32, a new tensor (`dense` itself for mix 0)
/// @throws std::invalid_argument on shapes that do not fit, a factor that is not usable, or a mix out of range
at::Tensor mixedTarget(const at::Tensor& dense, const at::Tensor& hessian, const at::Tensor& cross,
                       const HessianFactor& factor, double mix);

/// The same for a matrix that lost inputs to structured pruning: || V X^ - W X ||^2 over the inputs that V still has is
/// least at V* = V + (W C - V H)(H + l I)^-1, damped towards the V given. Returns (1 - mix) V + mix V*.
/// @param weight V [out, kept] float32, fitted to the dense output on the kept inputs (OSSCAR)
/// @param dense W [out, in]  @param hessian [kept, kept]  @param cross [in, kept]  @param factor of the damped H
/// @return [out, kept] float32, a new tensor (`weight` itself for mix 0)  @throws as mixedTarget()
at::Tensor mixedTargetOfKept(const at::Tensor& weight, const at::Tensor& dense, const at::Tensor& hessian,
                             const at::Tensor& cross, const HessianFactor& factor, double mix);

} // namespace espalier::compress
