#include "core/compress/wanda/wanda_math.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include "core/compress/rank_selection.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kRowGrain = 16;

/// @return [in] contiguous
at::Tensor normsOf(const at::Tensor& weight, const at::Tensor& inputEnergy)
{
    requireMatrix(weight, "weight");
    if (inputEnergy.dim() != 1 || inputEnergy.size(0) != weight.size(1) || inputEnergy.scalar_type() != at::kFloat)
        throw std::invalid_argument("Wanda: expected one float32 energy for each of " + std::to_string(weight.size(1)) +
                                    " inputs");
    at::Tensor norms = inputEnergy.sqrt().contiguous(); // NaN for what is negative
    requireFinite(norms, "norm of the inputs");
    return norms;
}

/// Scores that rank zeros before everything else: all others are above 0.
at::Tensor rankedScores(const at::Tensor& weight, const at::Tensor& inputEnergy)
{
    const at::Tensor norms = normsOf(weight, inputEnergy);
    const at::Tensor contiguous = weight.contiguous();
    requireFinite(contiguous, "weight");
    at::Tensor scores = at::empty_like(contiguous);
    const std::int64_t columns = weight.size(1);
    const float* w = contiguous.data_ptr<float>();
    const float* norm = norms.data_ptr<float>();
    float* out = scores.data_ptr<float>();
    at::parallel_for(0, weight.size(0), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row)
            for (std::int64_t j = 0, i = row * columns; j < columns; ++j, ++i)
                out[i] = w[i] == 0.0F ? 0.0F : std::max(std::abs(w[i]) * norm[j], std::numeric_limits<float>::min());
    });
    return scores;
}

} // namespace

at::Tensor wandaScore(const at::Tensor& weight, const at::Tensor& inputEnergy)
{
    const at::Tensor norms = normsOf(weight, inputEnergy);
    return weight.abs() * norms;
}

at::Tensor wandaMask(const at::Tensor& weight, const at::Tensor& inputEnergy, double sparsity, RowCounts counts)
{
    requireSparsity(sparsity);
    const at::Tensor scores = rankedScores(weight, inputEnergy);
    const std::int64_t columns = scores.size(1);
    const std::int64_t rows = scores.size(0);
    const std::int64_t total =
        counts == RowCounts::Equal ? rows * exactCount(columns, sparsity) : exactCount(rows * columns, sparsity);
    at::Tensor mask = at::empty(scores.sizes(), at::kBool);
    const float* values = scores.data_ptr<float>();
    bool* marks = mask.data_ptr<bool>();
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t count = total * (row + 1) / rows - total * row / rows;
            const std::span<const float> rowScores(values + row * columns, static_cast<std::size_t>(columns));
            RankCut cut = cutSmallest({rowScores}, count);
            markSmallest(rowScores, cut, marks + row * columns);
        }
    });
    return mask;
}

at::Tensor wandaMaskOfGroups(const at::Tensor& weight, const at::Tensor& inputEnergy, int kept, int group)
{
    return maskOfGroups(rankedScores(weight, inputEnergy), kept, group);
}

} // namespace espalier::compress
