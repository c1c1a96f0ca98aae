#include "core/compress/awq/awq_math.h"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/where.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr double kGroupFloor = 1e-6;
constexpr double kScaleFloor = 1e-4;

/// |w| / (largest |w| of the group + 1e-6), [out, in]
at::Tensor shareOfGroup(const at::Tensor& weight, const formats::QuantizationArgs& args)
{
    const at::Tensor magnitude = weight.abs();
    const std::int64_t columns = weight.size(1);
    switch (args.strategy) {
    case formats::Strategy::Tensor:
        return magnitude / (magnitude.max() + kGroupFloor);
    case formats::Strategy::Group: {
        const std::int64_t size = args.groupSize;
        const std::int64_t missing = (size - columns % size) % size; // a short last group is one of its own
        const at::Tensor groups = at::constant_pad_nd(magnitude, {0, missing}).unflatten(1, at::IntArrayRef{-1, size});
        return (groups / (groups.amax(2, true) + kGroupFloor)).flatten(1).narrow(1, 0, columns);
    }
    default:
        return magnitude / (magnitude.amax(1, true) + kGroupFloor);
    }
}

} // namespace

std::vector<AwqCandidate> awqGrid(DuoScaling duo, int points)
{
    if (points < 4)
        throw std::invalid_argument("AWQ: expected a grid of 4 or more points, got " + std::to_string(points));
    std::vector<AwqCandidate> grid;
    const auto add = [&](int count, bool withDuo) {
        for (int i = 0; i < count; ++i)
            grid.push_back({static_cast<double>(i) / (count - 1), withDuo});
    };
    switch (duo) {
    case DuoScaling::Off:
        add(points, false);
        break;
    case DuoScaling::On:
        grid.push_back({0.0, false});
        add(points - 1, true);
        break;
    case DuoScaling::Both:
        add(points - points / 2, false);
        add(points / 2, true);
        break;
    }
    return grid;
}

at::Tensor awqWeightImportance(const std::vector<at::Tensor>& weights,
                               const std::vector<formats::QuantizationArgs>& args)
{
    if (weights.empty() || weights.size() != args.size())
        throw std::invalid_argument("AWQ: expected one or more matrices, each with its quantization");
    std::vector<at::Tensor> shares;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        requireMatrix(weights[i], "weight", -1, weights.front().size(1));
        shares.push_back(shareOfGroup(weights[i], args[i]));
    }
    return at::cat(shares, 0).mean(0);
}

at::Tensor awqScales(const at::Tensor& inputMean, const at::Tensor& weightImportance, const AwqCandidate& candidate)
{
    if (inputMean.dim() != 1 || !inputMean.sizes().equals(weightImportance.sizes()))
        throw std::invalid_argument("AWQ: expected as many input means as weight importances");
    at::Tensor scales = inputMean.to(at::kDouble).pow(candidate.ratio); // products leave float32's range
    if (candidate.duo)
        scales = scales / (weightImportance.to(at::kDouble).pow(1.0 - candidate.ratio) + kScaleFloor);
    scales = scales.clamp_min(kScaleFloor);
    scales = (scales / (scales.max() * scales.min()).sqrt()).to(at::kFloat);
    return at::where(at::isfinite(scales), scales, at::ones_like(scales));
}

AwqChoice awqSearch(const at::Tensor& inputMean, const at::Tensor& weightImportance,
                    const std::vector<AwqCandidate>& grid, const AwqLoss& loss, const CancelToken& cancel)
{
    AwqChoice choice;
    double best = std::numeric_limits<double>::infinity();
    for (const AwqCandidate& candidate : grid) {
        if (cancel.requested())
            throw Cancelled{};
        const at::Tensor scales = awqScales(inputMean, weightImportance, candidate);
        choice.losses.push_back(loss(scales));
        if (choice.losses.back() < best) {
            best = choice.losses.back();
            choice.best = choice.losses.size() - 1;
            choice.candidate = candidate;
            choice.scales = scales;
        }
    }
    if (!choice.scales.defined())
        throw std::invalid_argument("AWQ: no candidate has a finite loss; the inputs are too large for float32");
    return choice;
}

} // namespace espalier::compress
