#include "core/compress/refit/refit_math.h"

#include <sstream>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/where.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

/// Sums of a row's products in float64: they decide whether the row goes on.
at::Tensor rowDots(const at::Tensor& left, const at::Tensor& right)
{
    return (left * right).sum(1, true, at::kDouble);
}

/// left / right, and 0 where `active` is false: rows that are done stand still.
at::Tensor ratio(const at::Tensor& left, const at::Tensor& right, const at::Tensor& active)
{
    return at::where(active, left / right, left.new_zeros({})).to(at::kFloat);
}

} // namespace

void requireMask(const at::Tensor& mask, const char* name, at::IntArrayRef sizes)
{
    if (mask.defined() && mask.scalar_type() == at::kBool && mask.sizes() == sizes)
        return;
    std::ostringstream message;
    message << name << ": expected a bool mask " << sizes << ", got ";
    if (mask.defined())
        message << mask.scalar_type() << " " << mask.sizes();
    else
        message << "an undefined tensor";
    throw std::invalid_argument(message.str());
}

// In the scaled space the preconditioner is the identity. With r the masked residual (w - v) H, the change of the
// objective from v0 to v is -<v - v0, r0 + r>: the check at the end needs no further product.
RefitResult maskedRefit(const at::Tensor& start, const at::Tensor& target, const at::Tensor& pruned,
                        const ScaledHessian& hessian, const RefitOptions& options, const CancelToken& cancel)
{
    requireMatrix(target, "refit target");
    const std::int64_t inputs = target.size(1);
    requireMatrix(start, "refit start", target.size(0), inputs);
    requireMask(pruned, "refit", target.sizes());
    requireMatrix(hessian.matrix, "scaled Hessian", inputs, inputs);
    if (options.iterations < 0 || !(options.tolerance >= 0.0))
        throw std::invalid_argument("refit: expected 0 or more iterations and a tolerance of 0 or more");

    const at::Tensor begin = (start * hessian.scale).masked_fill_(pruned, 0.0);
    at::Tensor residual = at::mm(target * hessian.scale - begin, hessian.matrix).masked_fill_(pruned, 0.0);
    const at::Tensor firstResidual = residual.clone();
    at::Tensor weight = begin.clone();
    at::Tensor direction = residual.clone();
    at::Tensor product = at::empty_like(direction);
    at::Tensor energy = rowDots(residual, residual);
    const at::Tensor enough = energy * (options.tolerance * options.tolerance);
    at::Tensor active = energy > enough;
    RefitResult result;
    while (result.iterations < options.iterations && active.any().item<bool>()) {
        if (cancel.requested())
            throw Cancelled{};
        at::mm_out(product, direction, hessian.matrix);
        product.masked_fill_(pruned, 0.0);
        const at::Tensor curvature = rowDots(direction, product);
        active.logical_and_(curvature > 0.0);
        const at::Tensor step = ratio(energy, curvature, active);
        weight.addcmul_(direction, step);
        residual.addcmul_(product, step, -1.0);
        const at::Tensor next = rowDots(residual, residual);
        active.logical_and_(next > enough);
        direction.mul_(ratio(next, energy, active)).add_(residual);
        energy = next;
        ++result.iterations;
    }
    const at::Tensor gain = rowDots(weight - begin, firstResidual.add_(residual));
    result.weight = at::where(gain >= 0.0, weight, begin).div_(hessian.scale);
    return result;
}

} // namespace espalier::compress
