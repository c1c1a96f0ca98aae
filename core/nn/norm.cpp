#include "core/nn/norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/rsqrt.h>

namespace espalier::nn {

at::Tensor normalize(const model::ModelSpec& spec, const at::Tensor& input, const at::Tensor& weight)
{
    if (spec.norm == model::NormKind::Layer)
        return at::layer_norm(input, {input.size(-1)}, weight, {}, spec.normEpsilon);
    const at::Tensor inverse = at::rsqrt(at::mean(input * input, {-1}, true) + spec.normEpsilon);
    return input * inverse * weight;
}

} // namespace espalier::nn
