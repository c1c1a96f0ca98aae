#include "core/eval/loss.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace espalier::eval {
namespace {

double logSumExp(std::span<const float> row)
{
    const double maximum = *std::ranges::max_element(row);
    double sum = 0.0;
    for (const float value : row)
        sum += std::exp(float(value - float(maximum))); // exp in float: its error of 1e-7 does not add up in the sum
    return maximum + std::log(sum);
}

} // namespace

double divergenceOfRow(std::span<const float> baseline, std::span<const float> model)
{
    const double baselineNorm = logSumExp(baseline);
    const double modelNorm = logSumExp(model);
    double sum = 0.0;
    for (std::size_t i = 0; i < baseline.size(); ++i) {
        const double expected = baseline[i] - baselineNorm;
        sum += double(std::exp(float(expected))) * (expected - (model[i] - modelNorm));
    }
    return sum;
}

double lossSum(std::span<const float> logits, std::span<const text::TokenId> targets, ThreadPool& pool)
{
    const std::size_t vocabulary = logits.size() / std::max<std::size_t>(1, targets.size());
    std::vector<double> losses(targets.size());
    pool.run(targets.size(), [&](std::size_t i) {
        const auto row = logits.subspan(i * vocabulary, vocabulary);
        losses[i] = logSumExp(row) - row[std::size_t(targets[i])];
    });
    return std::accumulate(losses.begin(), losses.end(), 0.0);
}

Divergence divergence(std::span<const float> baseline, std::span<const float> model, std::size_t rows, ThreadPool& pool)
{
    const std::size_t vocabulary = baseline.size() / std::max<std::size_t>(1, rows);
    std::vector<double> parts(rows);
    std::vector<std::int64_t> same(rows);
    pool.run(rows, [&](std::size_t i) {
        const auto expected = baseline.subspan(i * vocabulary, vocabulary);
        const auto got = model.subspan(i * vocabulary, vocabulary);
        parts[i] = divergenceOfRow(expected, got);
        const auto best = [](std::span<const float> row) { return std::ranges::max_element(row) - row.begin(); };
        same[i] = best(expected) == best(got) ? 1 : 0;
    });
    return {std::accumulate(parts.begin(), parts.end(), 0.0),
            std::accumulate(same.begin(), same.end(), std::int64_t(0))};
}

} // namespace espalier::eval
