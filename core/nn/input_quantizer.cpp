#include "core/nn/input_quantizer.h"

#include <limits>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/clamp_max.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/round.h>

namespace espalier::nn {
namespace {

struct Grid
{
    at::Tensor scale;
    at::Tensor zeroPoint; ///< undefined if symmetric
};

Grid gridOfEachToken(const at::Tensor& input, const formats::QuantizationArgs& args)
{
    const double steps = args.qmax() - args.qmin();
    constexpr double kSmallestScale = std::numeric_limits<float>::epsilon();
    if (args.symmetric)
        return {at::clamp_min(at::amax(at::abs(input), -1, true) / (steps / 2), kSmallestScale), {}};
    const at::Tensor low = at::clamp_max(at::amin(input, -1, true), 0.0);
    const at::Tensor high = at::clamp_min(at::amax(input, -1, true), 0.0);
    const at::Tensor scale = at::clamp_min((high - low) / steps, kSmallestScale);
    return {scale, at::round(at::clamp(args.qmin() - low / scale, args.qmin(), args.qmax()))};
}

void requireSimulated(const InputQuantizer& quantizer)
{
    const auto& args = quantizer.args;
    if (args.type != formats::QuantizationType::Int)
        throw std::invalid_argument("input quantization: got a float type, expected int");
    const bool perToken = args.dynamic && args.strategy == formats::Strategy::Token;
    if (!perToken && args.strategy != formats::Strategy::Tensor)
        throw std::invalid_argument("input quantization: expected strategy token (dynamic) or tensor");
    if (!args.dynamic && !quantizer.scale.defined())
        throw std::invalid_argument("input quantization: a static scheme needs its scale");
}

} // namespace

at::Tensor quantizeInput(const at::Tensor& input, const InputQuantizer& quantizer)
{
    requireSimulated(quantizer);
    const bool straightThrough = at::GradMode::is_enabled() && input.requires_grad();
    const at::NoGradGuard noGrad;
    const auto& args = quantizer.args;
    Grid grid{quantizer.scale, quantizer.zeroPoint};
    if (args.dynamic && args.strategy == formats::Strategy::Token)
        grid = gridOfEachToken(input, args);
    else if (args.dynamic)
        grid = gridOfEachToken(input.reshape({1, -1}), args);
    if (grid.scale.numel() == 1) // a one-element grid must not add dimensions
        grid.scale = grid.scale.reshape({});
    if (grid.zeroPoint.defined() && grid.zeroPoint.numel() == 1)
        grid.zeroPoint = grid.zeroPoint.reshape({});

    at::Tensor codes = input / grid.scale;
    if (grid.zeroPoint.defined())
        codes.add_(grid.zeroPoint);
    codes.clamp_(args.qmin(), args.qmax()).round_(); // the limits are integers: the order does not matter
    if (grid.zeroPoint.defined())
        codes.sub_(grid.zeroPoint);
    codes.mul_(grid.scale);
    if (!straightThrough)
        return codes;
    const at::Tensor difference = codes.sub_(input);
    const at::AutoGradMode recording(true);
    return input + difference;
}

} // namespace espalier::nn
