#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/compress/admm/projection.h"
#include "core/compress/refit/refit_math.h"

namespace espalier::compress {

enum class AdmmMode {
    Fast, ///< 20 iterations at one penalty, the mask grown over the first 15 (Boza 2024, arXiv:2401.02938)
    Best, ///< the penalty grows until the support settles, usually 30 to 60 iterations (ALPS, arXiv:2406.07831)
};

struct AdmmOptions
{
    AdmmMode mode = AdmmMode::Best;
    MaskRule rule;
    double dampening = 0.01;
    RefitOptions refit; ///< on the mask that came out
};

struct AdmmResult
{
    at::Tensor weight;       ///< [out, in] float32
    at::Tensor pruned;       ///< bool [out, in]
    std::int64_t places = 0; ///< that are pruned
    int iterations = 0;
};

/// Chooses mask and weights together: min tr((V - W) H (V - W)^T) over V of the pattern, by the alternating direction
/// method of multipliers. V minimises a quadratic that pulls it towards D, D is the nearest matrix of the pattern, and
/// a dual variable gathers what they disagree in. It works on the scaled Hessian, so that the nearest matrix is the one
/// that matters least to the output. The weights are refitted on the last mask.
/// Cost: one Cholesky factor a penalty (about 12 in Best mode, 1 in Fast), 2 in^2 out operations an iteration.
/// @param target W [out, in] float32: the dense weight, or its mixed target; left as it is
/// @param preserved bool [out, in]: places that stay pruned and count towards the sparsity; or undefined
/// @param hessian undamped [in, in] float32
/// @throws std::invalid_argument on shapes and options that do not fit; Cancelled
AdmmResult admmPrune(const at::Tensor& target, const at::Tensor& preserved, const at::Tensor& hessian,
                     const AdmmOptions& options, const CancelToken& cancel = {});

} // namespace espalier::compress
