#include "core/compress/smoothquant/smoothing_math.h"

#include <stdexcept>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/log2.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/where.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr double kSmallestScale = 1e-5;

void requireChannels(const at::Tensor& values, std::int64_t channels, const char* name)
{
    if (values.dim() != 1 || values.size(0) != channels || values.scalar_type() != at::kFloat)
        throw std::invalid_argument(std::string("smoothing: expected ") + std::to_string(channels) +
                                    " float32 values for the " + name);
}

at::Tensor largestMagnitude(const ChannelExtremes& inputs)
{
    requireChannels(inputs.greatest, inputs.least.numel(), "greatest inputs");
    requireChannels(inputs.least, inputs.greatest.numel(), "least inputs");
    return at::maximum(inputs.greatest.abs(), inputs.least.abs());
}

} // namespace

at::Tensor largestWeights(const std::vector<at::Tensor>& weights)
{
    if (weights.empty())
        throw std::invalid_argument("smoothing: expected at least one matrix");
    at::Tensor result;
    for (const at::Tensor& weight : weights) {
        requireMatrix(weight, "weight", -1, weights.front().size(1));
        const at::Tensor largest = weight.abs().amax(0);
        result = result.defined() ? at::maximum(result, largest) : largest;
    }
    return result;
}

at::Tensor smoothingScales(const ChannelExtremes& inputs, const at::Tensor& largest, double strength,
                           SmoothingFormula formula)
{
    if (!(strength >= 0.0 && strength <= 1.0))
        throw std::invalid_argument("smoothing: expected a strength from 0 to 1, got " + std::to_string(strength));
    const bool paper = formula == SmoothingFormula::Paper;
    const at::Tensor magnitude = largestMagnitude(inputs);
    requireChannels(largest, magnitude.numel(), "largest weights");
    const at::Tensor input = paper ? magnitude : inputs.greatest - inputs.least;
    const at::Tensor weight = paper ? largest : 2.0 * largest;
    const at::Tensor scales = input.pow(strength) / weight.pow(1.0 - strength);
    return at::where(weight > 0, scales, input).clamp_min(kSmallestScale);
}

at::Tensor logarithmicScales(const ChannelExtremes& inputs)
{
    const at::Tensor magnitude = largestMagnitude(inputs);
    return (magnitude / at::log2(2.0 + magnitude)).clamp_min(kSmallestScale);
}

} // namespace espalier::compress
