#include "core/compress/osscar/osscar_math.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>

#include <cblas.h>

#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/mm.h>

#include "core/compress/osscar/channel_removal.h"
#include "core/compress/osscar/exchange_search.h"
#include "core/compress/tensor_checks.h"

// LAPACK of the same OpenBLAS: column-major, so the row-major lower triangle is its upper one.
extern "C" void dpotri_(const char* triangle, const int* order, double* matrix, const int* stride, int* info);

namespace espalier::compress {
namespace {

void poll(const CancelToken& cancel)
{
    if (cancel.requested())
        throw Cancelled{};
}

void fillUpper(at::Tensor& matrix)
{
    const std::int64_t n = matrix.size(0);
    double* values = matrix.data_ptr<double>();
    constexpr std::int64_t kTile = 64;
    for (std::int64_t rows = 0; rows < n; rows += kTile)
        for (std::int64_t columns = 0; columns <= rows; columns += kTile)
            for (std::int64_t i = rows; i < std::min(n, rows + kTile); ++i)
                for (std::int64_t j = columns; j < std::min(i, columns + kTile); ++j)
                    values[j * n + i] = values[i * n + j];
}

/// The target without what it makes of inputs that are 0 in every token: those are the first to go and cost nothing.
at::Tensor withoutDead(const at::Tensor& target, const at::Tensor& hessian)
{
    return target.masked_fill(hessian.diagonal().eq(0.0), 0.0);
}

/// H_damped^-1 in float64; nothing if it does not factor.
std::optional<at::Tensor> dampedInverse(const at::Tensor& hessian, double dampening)
{
    at::Tensor matrix = hessian.to(at::kDouble).contiguous();
    const std::int64_t n = matrix.size(0);
    double* values = matrix.data_ptr<double>();
    double mean = 0.0;
    for (std::int64_t i = 0; i < n; ++i)
        mean += values[i * (n + 1)] / double(n);
    for (std::int64_t i = 0; i < n; ++i)
        values[i * (n + 1)] += dampening * mean;
    const int order = int(n);
    int info = 0;
    if (!factorLower(values, n))
        return std::nullopt;
    dpotri_("U", &order, values, &order, &info);
    if (info != 0 || !std::isfinite(matrix.diagonal().sum().item<double>()))
        return std::nullopt;
    fillUpper(matrix);
    return matrix;
}

at::Tensor gramOf(const at::Tensor& weight)
{
    const at::Tensor values = weight.to(at::kDouble).contiguous();
    const int n = int(weight.size(1));
    at::Tensor gram = at::empty({n, n}, at::kDouble);
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, n, int(weight.size(0)), 1.0, values.data_ptr<double>(), n, 0.0,
                gram.data_ptr<double>(), n);
    fillUpper(gram);
    return gram;
}

void requireFit(const at::Tensor& target, const at::Tensor& hessian, const OsscarOptions& options)
{
    requireMatrix(target, "target");
    requireMatrix(hessian, "Hessian", target.size(1), target.size(1));
    requireFinite(target.contiguous(), "target");
    requireFinite(hessian.contiguous(), "Hessian");
    if (options.groupSize < 1 || target.size(1) % options.groupSize != 0)
        throw std::invalid_argument("OSSCAR: expected a group size that divides " + std::to_string(target.size(1)) +
                                    " inputs, got " + std::to_string(options.groupSize));
    const std::int64_t groups = target.size(1) / options.groupSize;
    if (options.removed < 0 || options.removed >= groups)
        throw std::invalid_argument("OSSCAR: expected 0 to " + std::to_string(groups - 1) + " groups to remove, got " +
                                    std::to_string(options.removed));
    if (options.updateChannels < 1 || !(options.dampening >= 0.0) || !std::isfinite(options.dampening))
        throw std::invalid_argument("OSSCAR: expected update channels of 1 or more and a dampening of 0 or more, got " +
                                    std::to_string(options.updateChannels) + " and " +
                                    std::to_string(options.dampening));
}

RemovalProblem problemOf(const at::Tensor& target, const at::Tensor& hessian, const OsscarOptions& options,
                         double& dampening)
{
    constexpr double kLargestShare = 1.0;
    constexpr double kFirstShare = 0.001; // after 0, which x10 would leave at 0
    RemovalProblem problem;
    problem.groupSize = options.groupSize;
    for (dampening = options.dampening;;
         dampening = dampening == 0.0 ? kFirstShare : std::min(10.0 * dampening, kLargestShare)) {
        if (auto inverse = dampedInverse(hessian, dampening)) {
            problem.inverse = std::move(*inverse);
            break;
        }
        if (dampening >= kLargestShare)
            throw std::invalid_argument("OSSCAR: the Hessian does not factor with any dampening");
    }
    problem.gram = gramOf(target);
    return problem;
}

/// V = W - W_R T, exactly 0 on R: the least squares fit on the inputs that stay.
at::Tensor refitted(const at::Tensor& target, const std::vector<std::int64_t>& removed, const at::Tensor& transfer)
{
    const at::Tensor dense = target.to(at::kDouble);
    if (removed.empty())
        return target.clone();
    at::Tensor index = at::empty({std::int64_t(removed.size())}, at::kLong);
    std::copy(removed.begin(), removed.end(), index.data_ptr<std::int64_t>());
    at::Tensor weight = dense.sub(at::mm(at::index_select(dense, 1, index), transfer)).to(at::kFloat);
    weight.index_fill_(1, index, 0.0);
    return weight;
}

} // namespace

OsscarResult osscar(const at::Tensor& matrix, const at::Tensor& hessian, const OsscarOptions& options,
                    const CancelToken& cancel)
{
    requireFit(matrix, hessian, options);
    const at::Tensor target = withoutDead(matrix, hessian);
    poll(cancel);
    OsscarResult result;
    const RemovalProblem problem = problemOf(target, hessian, options, result.dampening);
    {
        GreedyRemoval greedy(problem, options.removed);
        while (std::int64_t(result.greedyOrder.size()) < options.removed) {
            poll(cancel);
            const auto left = options.removed - std::int64_t(result.greedyOrder.size());
            for (const std::int64_t group : greedy.best(std::min(options.updateChannels, left)))
                result.greedyOrder.push_back(group);
            const auto first = result.greedyOrder.begin() + std::ptrdiff_t(result.path.size());
            greedy.remove({first, result.greedyOrder.end()});
            result.path.resize(result.greedyOrder.size(), greedy.objective());
        }
    }
    poll(cancel);
    ExchangeSearch search(problem, result.greedyOrder);
    if (options.removed > 0) {
        if (options.localSearch)
            result.exchanges = search.run(cancel);
        const at::Tensor& transfer = search.rebuild();
        poll(cancel);
        result.weight = refitted(target, search.inputs(), transfer);
        result.objective = search.objective();
    } else {
        result.weight = target.clone();
    }
    result.removed = search.groups();
    std::sort(result.removed.begin(), result.removed.end());
    for (std::int64_t input = 0; input < target.size(1); ++input) {
        if (!std::binary_search(result.removed.begin(), result.removed.end(), input / options.groupSize))
            result.kept.push_back(input);
    }
    return result;
}

} // namespace espalier::compress
