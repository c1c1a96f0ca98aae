#include "core/nn/input_quantizer.h"

#include <limits>
#include <stdexcept>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/clamp_max.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/round.h>

#include "core/formats/float8.h"

namespace espalier::nn {
namespace {

constexpr std::int64_t kGrain = 1 << 14;

struct Grid
{
    at::Tensor scale;
    at::Tensor zeroPoint; ///< undefined if symmetric
};

bool isFloat8(const formats::QuantizationArgs& args)
{
    return args.type == formats::QuantizationType::Float;
}

/// A range for each part along the last dimension.
Grid gridOfEachToken(const at::Tensor& input, const formats::QuantizationArgs& args)
{
    const double steps = isFloat8(args) ? 2.0 * double(formats::kLargestE4m3) : args.qmax() - args.qmin();
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
    if (isFloat8(args) && (!args.symmetric || args.bits != 8))
        throw std::invalid_argument("input quantization: expected float8 to be symmetric and of 8 bits");
    const bool group = args.strategy == formats::Strategy::Group && args.groupSize > 0;
    const bool moving = args.dynamic && (args.strategy == formats::Strategy::Token || group);
    if (!moving && args.strategy != formats::Strategy::Tensor)
        throw std::invalid_argument("input quantization: expected strategy tensor, or token or group (dynamic)");
    if (!args.dynamic && !quantizer.scale.defined())
        throw std::invalid_argument("input quantization: a static scheme needs its scale");
}

void roundToFloat8(at::Tensor& values)
{
    if (!values.is_cpu()) {
        at::Tensor host = values.cpu();
        roundToFloat8(host);
        values.copy_(host);
        return;
    }
    float* data = values.data_ptr<float>();
    at::parallel_for(0, values.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            data[i] = formats::roundToE4m3(data[i]);
    });
}

/// @return a new tensor, contiguous
at::Tensor rounded(const at::Tensor& input, const formats::QuantizationArgs& args, const Grid& grid)
{
    at::Tensor codes = (input / grid.scale).contiguous();
    if (isFloat8(args)) {
        codes.clamp_(-formats::kLargestE4m3, formats::kLargestE4m3);
        roundToFloat8(codes);
        return codes.mul_(grid.scale);
    }
    if (grid.zeroPoint.defined())
        codes.add_(grid.zeroPoint);
    codes.clamp_(args.qmin(), args.qmax()).round_(); // the limits are integers: the order does not matter
    if (grid.zeroPoint.defined())
        codes.sub_(grid.zeroPoint);
    return codes.mul_(grid.scale);
}

/// Groups of the last dimension, each with a range of its own; a short last one is filled up with zeros, which every
/// range contains.
at::Tensor roundedByGroup(const at::Tensor& input, const formats::QuantizationArgs& args)
{
    const std::int64_t columns = input.size(-1);
    const std::int64_t missing = (args.groupSize - columns % args.groupSize) % args.groupSize;
    const at::Tensor filled = missing == 0 ? input : at::constant_pad_nd(input, {0, missing});
    const at::Tensor groups = filled.unflatten(-1, at::IntArrayRef{filled.size(-1) / args.groupSize, args.groupSize});
    return rounded(groups, args, gridOfEachToken(groups, args)).flatten(-2).narrow(-1, 0, columns);
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
    else if (args.dynamic && args.strategy == formats::Strategy::Tensor)
        grid = gridOfEachToken(input.reshape({1, -1}), args);
    if (grid.scale.defined() && grid.scale.numel() == 1) // a one-element grid must not add dimensions
        grid.scale = grid.scale.reshape({});
    if (grid.zeroPoint.defined() && grid.zeroPoint.numel() == 1)
        grid.zeroPoint = grid.zeroPoint.reshape({});

    const at::Tensor result =
        args.strategy == formats::Strategy::Group ? roundedByGroup(input, args) : rounded(input, args, grid);
    if (!straightThrough)
        return result;
    const at::Tensor difference = result - input;
    const at::AutoGradMode recording(true);
    return input + difference;
}

} // namespace espalier::nn
