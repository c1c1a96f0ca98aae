#include "core/compress/allocation/allocation_math.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/sum.h>

namespace espalier::compress {
namespace {

constexpr double kLeastGrowth = 2.0;
constexpr double kGreatestGrowth = 20.0;
constexpr double kLeastSlope = 0.05; ///< of the mean
constexpr int kBisections = 200;     ///< far beyond the bits of a double

void requireWeights(const std::vector<double>& weights, std::size_t count)
{
    const bool positive = std::all_of(weights.begin(), weights.end(), [](double weight) { return weight > 0.0; });
    if (weights.size() != count || weights.empty() || !positive)
        throw std::invalid_argument("allocation: expected " + std::to_string(count) + " positive weights, got " +
                                    std::to_string(weights.size()));
}

double weightedMean(const std::vector<double>& values, const std::vector<double>& weights)
{
    return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0) /
           std::accumulate(weights.begin(), weights.end(), 0.0);
}

/// The result of `at` whose mean is the one asked, for an `at` that rises with its argument.
std::vector<double> bisect(double low, double high, const std::vector<double>& weights, double mean,
                           const std::function<std::vector<double>(double)>& at)
{
    for (int i = 0; i < kBisections && low < high; ++i) {
        const double middle = 0.5 * (low + high);
        (weightedMean(at(middle), weights) < mean ? low : high) = middle;
    }
    return at(high);
}

} // namespace

double outlierShare(const std::vector<at::Tensor>& scores, double threshold)
{
    double sum = 0.0;
    double count = 0.0;
    for (const at::Tensor& part : scores) {
        sum += part.sum(at::kDouble).item<double>();
        count += double(part.numel());
    }
    if (count == 0.0)
        return 0.0;
    const double bound = threshold * sum / count;
    double outliers = 0.0;
    for (const at::Tensor& part : scores)
        outliers += double((part > bound).sum().item<std::int64_t>());
    return outliers / count;
}

std::vector<double> shiftedToMean(const std::vector<double>& values, const std::vector<double>& weights, double mean)
{
    requireWeights(weights, values.size());
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    return bisect(-*greatest, 1.0 - *least, weights, mean, [&](double shift) {
        std::vector<double> shifted(values.size());
        std::transform(values.begin(), values.end(), shifted.begin(),
                       [&](double value) { return std::clamp(value + shift, 0.0, 1.0); });
        return shifted;
    });
}

std::vector<double> owlSparsities(const std::vector<double>& outlierShares, const std::vector<double>& parameters,
                                  double sparsity, double spread)
{
    requireWeights(parameters, outlierShares.size());
    const auto [least, greatest] = std::minmax_element(outlierShares.begin(), outlierShares.end());
    const double range = *greatest - *least;
    std::vector<double> values(outlierShares.size(), 0.0);
    for (std::size_t i = 0; i < values.size() && range > 0.0; ++i)
        values[i] = -(outlierShares[i] - *least) / range * 2.0 * spread;
    return shiftedToMean(values, parameters, sparsity);
}

std::vector<LossCurve> lossCurves(const Trial& trial)
{
    std::vector<double> slopes;
    double slopeSum = 0.0;
    double curvature = 0.0;
    for (std::size_t i = 0; i < trial.neighbours.size(); ++i) {
        const Neighbours& around = trial.neighbours[i];
        const double above = around.high - trial.sparsities[i];
        const double below = trial.sparsities[i] - around.low;
        const double width = above + below;
        slopes.push_back(width > 0.0 ? (around.lossHigh - around.lossLow) / width : 0.0);
        slopeSum += slopes.back();
        if (above > 0.0 && below > 0.0)
            curvature += 2.0 / width * ((around.lossHigh - trial.loss) / above - (trial.loss - around.lossLow) / below);
    }
    if (!(slopeSum > 0.0))
        return {};
    const double growth = std::clamp(curvature / slopeSum, kLeastGrowth, kGreatestGrowth);
    std::vector<LossCurve> curves;
    for (std::size_t i = 0; i < slopes.size(); ++i) {
        const double slope = std::max(slopes[i], kLeastSlope * slopeSum / double(slopes.size()));
        curves.push_back({std::log(slope / growth) - growth * trial.sparsities[i], growth});
    }
    return curves;
}

std::vector<double> sparsitiesOfLeastLoss(const std::vector<LossCurve>& curves, const std::vector<double>& parameters,
                                          double sparsity, double spread)
{
    requireWeights(parameters, curves.size());
    const double least = std::max(0.0, sparsity - spread);
    const double greatest = std::min(1.0, sparsity + spread);
    // a b exp(b s) / parameters = price, solved for s.
    const auto at = [&](double logPrice) {
        std::vector<double> result(curves.size());
        for (std::size_t i = 0; i < curves.size(); ++i)
            result[i] =
                std::clamp((logPrice + std::log(parameters[i]) - curves[i].logScale - std::log(curves[i].growth)) /
                               curves[i].growth,
                           least, greatest);
        return result;
    };
    double low = 0.0;
    double high = 0.0;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const double atNone = curves[i].logScale + std::log(curves[i].growth) - std::log(parameters[i]);
        low = i == 0 ? atNone : std::min(low, atNone);
        high = i == 0 ? atNone + curves[i].growth : std::max(high, atNone + curves[i].growth);
    }
    return bisect(low, high, parameters, sparsity, at);
}

} // namespace espalier::compress
