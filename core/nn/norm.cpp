#include "core/nn/norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/rsqrt.h>

namespace espalier::nn {

at::Tensor normalize(const model::ModelSpec& spec, const at::Tensor& input, const Norm& norm)
{
    const at::Tensor weight = spec.normPlusOne ? norm.weight + 1.0 : norm.weight;
    if (spec.norm == model::NormKind::Layer && weight.dim() > 1)
        return at::layer_norm(input, {input.size(-1)}, {}, {}, spec.normEpsilon) * weight;
    if (spec.norm == model::NormKind::Layer)
        return at::layer_norm(input, {input.size(-1)}, weight, norm.bias, spec.normEpsilon);
    const at::Tensor inverse = at::rsqrt(at::mean(input * input, {-1}, true) + spec.normEpsilon);
    return input * inverse * weight;
}

} // namespace espalier::nn
