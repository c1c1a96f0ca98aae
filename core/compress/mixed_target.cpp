#include "core/compress/mixed_target.h"

#include <stdexcept>
#include <string>

#include <ATen/ops/add.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/index_copy.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/sub.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {

namespace {

void requireMix(double mix)
{
    if (!(mix >= 0.0 && mix <= 1.0))
        throw std::invalid_argument("mixed target: expected a mix from 0 to 1, got " + std::to_string(mix));
}

void requireFactor(const HessianFactor& factor, std::int64_t inputs)
{
    if (!factor.usable())
        throw std::invalid_argument("mixed target: the Hessian could not be factored");
    requireMatrix(factor.inverseUpper, "Hessian factor", inputs, inputs);
}

/// gradient (H + l I)^-1, with H^-1 = U^T U
at::Tensor solved(at::Tensor gradient, const HessianFactor& factor)
{
    if (factor.order.defined())
        gradient = gradient.index_select(1, factor.order);
    const at::Tensor step = at::mm(at::mm(gradient, factor.inverseUpper.t()), factor.inverseUpper);
    return factor.order.defined() ? at::empty_like(step).index_copy_(1, factor.order, step) : step;
}

} // namespace

// The difference C - H is small where the inputs are hardly disturbed: it is formed first, so that rounding disturbs
// W* - W in proportion and not W itself.
at::Tensor mixedTarget(const at::Tensor& dense, const at::Tensor& hessian, const at::Tensor& cross,
                       const HessianFactor& factor, double mix)
{
    requireMix(mix);
    requireMatrix(dense, "dense weight");
    const std::int64_t inputs = dense.size(1);
    requireMatrix(hessian, "Hessian", inputs, inputs);
    requireMatrix(cross, "cross Hessian", inputs, inputs);
    requireFactor(factor, inputs);
    if (mix == 0.0)
        return dense;
    return at::add(dense, solved(at::mm(dense, at::sub(cross, hessian)), factor), mix);
}

at::Tensor mixedTargetOfKept(const at::Tensor& weight, const at::Tensor& dense, const at::Tensor& hessian,
                             const at::Tensor& cross, const HessianFactor& factor, double mix)
{
    requireMix(mix);
    requireMatrix(dense, "dense weight");
    const std::int64_t inputs = weight.size(1);
    requireMatrix(weight, "weight", dense.size(0), inputs);
    requireMatrix(hessian, "Hessian", inputs, inputs);
    requireMatrix(cross, "cross Hessian", dense.size(1), inputs);
    requireFactor(factor, inputs);
    if (mix == 0.0)
        return weight;
    return at::add(weight, solved(at::sub(at::mm(dense, cross), at::mm(weight, hessian)), factor), mix);
}

} // namespace espalier::compress
