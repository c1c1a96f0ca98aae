#include "core/compress/scaled_hessian.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/where.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {

ScaledHessian scaleHessian(const at::Tensor& hessian, double dampening)
{
    requireMatrix(hessian, "Hessian", -1, hessian.defined() && hessian.dim() == 2 ? hessian.size(0) : -1);
    if (!(dampening >= 0.0) || !std::isfinite(dampening))
        throw std::invalid_argument("dampening: expected a share of 0 or more, got " + std::to_string(dampening));
    const at::Tensor contiguous = hessian.contiguous();
    requireFinite(contiguous, "Hessian");
    at::Tensor diagonal = contiguous.diagonal();
    if (diagonal.numel() > 0 && diagonal.min().item<float>() < 0.0F)
        throw std::invalid_argument("Hessian: the diagonal is negative");
    diagonal = at::where(diagonal == 0.0, diagonal.new_ones({}), diagonal);
    diagonal = diagonal + dampening * diagonal.mean(at::kDouble).item<double>();

    ScaledHessian result;
    result.scale = diagonal.sqrt();
    result.matrix = contiguous / result.scale.unsqueeze(1);
    result.matrix.div_(result.scale);
    result.matrix.diagonal().fill_(1.0);
    return result;
}

} // namespace espalier::compress
