#pragma once

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// The damped Hessian with a unit diagonal: iterative solvers converge fastest on it, and a weight's size in it says
/// what the weight adds to the output.
struct ScaledHessian
{
    at::Tensor matrix; ///< (H + l I) / (d d^T), [in, in] float32
    at::Tensor scale;  ///< d = sqrt(diag(H + l I)), [in]; W o d is the weight in this space
};

/// Damps as factorize() does: the diagonal of dead inputs becomes 1, then l = dampening * mean(diag) is added.
/// @param hessian undamped [in, in] float32, left as it is
/// @throws std::invalid_argument on a shape, a negative diagonal or a dampening that does not fit
ScaledHessian scaleHessian(const at::Tensor& hessian, double dampening);

} // namespace espalier::compress
