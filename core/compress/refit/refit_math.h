#pragma once

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/compress/scaled_hessian.h"

namespace espalier::compress {

struct RefitOptions
{
    int iterations = 10;     ///< of conjugate gradients, at most
    double tolerance = 1e-4; ///< a row is done when its residual is this share of the one it began with
};

struct RefitResult
{
    at::Tensor weight;  ///< [out, in] float32
    int iterations = 0; ///< done: those of the slowest row
};

/// The weights of a mask that change the layer's output least: for each row min (v - w) H (v - w)^T over v that are
/// zero where the mask says so, that is v_S = (w H)_S H_SS^-1. Conjugate gradients preconditioned by the diagonal, all
/// rows at once: one product of 2 in^2 out operations an iteration (the post-processing of ALPS, Meng et al. 2024,
/// arXiv:2406.07831). No row's objective rises, after whatever number of iterations.
/// @param start V [out, in] float32 to begin with; what it has in pruned places is dropped
/// @param target W [out, in] float32: the dense weight, or its mixed target
/// @param pruned bool [out, in]: these places stay exactly zero
/// @throws std::invalid_argument on shapes that do not fit and options out of range; Cancelled
RefitResult maskedRefit(const at::Tensor& start, const at::Tensor& target, const at::Tensor& pruned,
                        const ScaledHessian& hessian, const RefitOptions& options, const CancelToken& cancel = {});

/// @throws std::invalid_argument unless `mask` is a bool matrix of these sizes
void requireMask(const at::Tensor& mask, const char* name, at::IntArrayRef sizes);

} // namespace espalier::compress
