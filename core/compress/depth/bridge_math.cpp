#include "core/compress/depth/bridge_math.h"

#include <stdexcept>

#include <ATen/ops/add.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/sub.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {

at::Tensor bridgedWeight(const at::Tensor& weight, const at::Tensor& hessian, const at::Tensor& wanted,
                         const HessianFactor& factor)
{
    requireMatrix(weight, "weight");
    const std::int64_t inputs = weight.size(1);
    requireMatrix(hessian, "Hessian", inputs, inputs);
    requireMatrix(wanted, "wanted products", weight.size(0), inputs);
    if (!factor.usable())
        throw std::invalid_argument("bridged weight: the Hessian could not be factored");
    requireMatrix(factor.inverseUpper, "Hessian factor", inputs, inputs);
    const at::Tensor gradient = at::sub(wanted, at::mm(weight, hessian));
    return at::add(weight, at::mm(at::mm(gradient, factor.inverseUpper.t()), factor.inverseUpper)); // H^-1 = U^T U
}

} // namespace espalier::compress
