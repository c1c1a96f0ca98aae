#include "core/compress/admm/admm_math.h"

#include <stdexcept>

#include <ATen/ops/cholesky_solve.h>
#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/linalg_cholesky_ex.h>
#include <ATen/ops/logical_xor.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros_like.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

void pollCancel(const CancelToken& cancel)
{
    if (cancel.requested())
        throw Cancelled{};
}

/// Solves B (H + shift I) = R. A new factor for each shift costs n^3 / 3 and stays in fast matrix products, where an
/// eigendecomposition once for all shifts costs 10 n^3, half of it at memory speed.
class ShiftedSolver
{
public:
    explicit ShiftedSolver(const at::Tensor& hessian) : m_hessian(hessian) {}

    void shift(double value)
    {
        at::Tensor shifted = m_hessian.clone();
        shifted.diagonal().add_(value);
        auto [factor, info] = at::linalg_cholesky_ex(shifted);
        if (info.item<int>() != 0) // rounding is far below the smallest shift
            throw std::invalid_argument("ADMM: the Hessian is not positive semidefinite");
        m_factor = std::move(factor);
    }

    at::Tensor solve(const at::Tensor& right) const { return at::cholesky_solve(right.t(), m_factor).t(); }

private:
    const at::Tensor& m_hessian;
    at::Tensor m_factor; ///< lower
};

/// What the loop hands over to the refit.
struct Outcome
{
    at::Tensor weight; ///< in the scaled space
    at::Tensor pruned;
    int iterations = 0;
};

/// ALPS' schedule of the penalty: it grows with what changed in the support in the last kInterval iterations.
class PenaltySchedule
{
public:
    static constexpr int kInterval = 3;
    static constexpr int kMostIterations = 300;

    double penalty() const { return m_penalty; }

    /// @param changed share of the kept places that differ  @return whether the support has settled
    bool update(double changed, int iterations)
    {
        if (changed > 0.0) {
            m_penalty *= changed > 0.1 ? 1.3 : changed > 0.005 ? 1.2 : 1.1;
            m_grew = true;
        } else if (m_grew) {
            return true;
        } else if (m_penalty > kLeast) { // so large from the start that nothing can move
            m_penalty /= 5.0;
        } else {
            return true;
        }
        return iterations >= 30 && changed < 3e-4;
    }

private:
    static constexpr double kLeast = 1e-3;
    double m_penalty = 0.1;
    bool m_grew = false;
};

Outcome runBest(const at::Tensor& weight, const at::Tensor& hessian, const Projection& projection,
                const CancelToken& cancel)
{
    const at::Tensor gradient = at::mm(weight, hessian);
    at::Tensor dual = at::zeros_like(weight);
    Outcome outcome;
    outcome.pruned = projection.mask(weight);
    outcome.weight = weight.masked_fill(outcome.pruned, 0.0);
    const double kept = std::max(1.0, double(weight.numel() - at::count_nonzero(outcome.pruned).item<std::int64_t>()));
    at::Tensor settled = outcome.pruned;
    PenaltySchedule schedule;
    ShiftedSolver solver(hessian);
    solver.shift(schedule.penalty());
    while (outcome.iterations < PenaltySchedule::kMostIterations) {
        pollCancel(cancel);
        const double penalty = schedule.penalty();
        const at::Tensor free = solver.solve(outcome.weight.mul_(penalty).add_(gradient).sub_(dual));
        outcome.weight = dual.div(penalty).add_(free);
        outcome.pruned = projection.mask(outcome.weight);
        outcome.weight.masked_fill_(outcome.pruned, 0.0);
        dual.add_(free, penalty).sub_(outcome.weight, penalty);
        ++outcome.iterations;
        if (outcome.iterations % PenaltySchedule::kInterval != 0)
            continue;
        const at::Tensor differ = at::logical_xor(settled, outcome.pruned);
        settled = outcome.pruned;
        if (schedule.update(double(at::count_nonzero(differ).item<std::int64_t>()) / kept, outcome.iterations))
            break;
        if (schedule.penalty() != penalty)
            solver.shift(schedule.penalty());
    }
    return outcome;
}

Outcome runFast(const at::Tensor& weight, const at::Tensor& hessian, const Projection& projection,
                const CancelToken& cancel)
{
    constexpr int kIterations = 20;
    constexpr int kGrowing = 15;       // iterations in which the mask is chosen anew
    constexpr double kDampening = 0.1; // of the unit diagonal: published for this penalty
    constexpr double kPenalty = 1.0;
    at::Tensor damped = hessian.clone();
    damped.diagonal().add_(kDampening);
    const at::Tensor gradient = at::mm(weight, damped);
    ShiftedSolver solver(damped);
    solver.shift(kPenalty);
    at::Tensor dual = at::zeros_like(weight); // divided by the penalty
    Outcome outcome;
    outcome.weight = weight.clone();
    while (outcome.iterations < kIterations) {
        pollCancel(cancel);
        const at::Tensor free = solver.solve(outcome.weight.sub_(dual).mul_(kPenalty).add_(gradient));
        ++outcome.iterations;
        outcome.weight = free.add(dual);
        if (outcome.iterations <= kGrowing) {
            const double left = 1.0 - double(outcome.iterations) / kGrowing;
            outcome.pruned = projection.mask(outcome.weight, 1.0 - left * left * left);
        }
        outcome.weight.masked_fill_(outcome.pruned, 0.0);
        dual.add_(free).sub_(outcome.weight);
    }
    return outcome;
}

} // namespace

AdmmResult admmPrune(const at::Tensor& target, const at::Tensor& preserved, const at::Tensor& hessian,
                     const AdmmOptions& options, const CancelToken& cancel)
{
    requireMatrix(target, "weight");
    requireFinite(target.contiguous(), "weight");
    requireMatrix(hessian, "Hessian", target.size(1), target.size(1));
    const Projection projection(options.rule, preserved, target.sizes());
    const ScaledHessian scaled = scaleHessian(hessian, options.dampening);
    const at::Tensor weight = target.mul(scaled.scale);
    const Outcome outcome = options.mode == AdmmMode::Best ? runBest(weight, scaled.matrix, projection, cancel)
                                                           : runFast(weight, scaled.matrix, projection, cancel);
    AdmmResult result;
    result.weight =
        maskedRefit(outcome.weight.div(scaled.scale), target, outcome.pruned, scaled, options.refit, cancel).weight;
    result.pruned = outcome.pruned;
    result.places = at::count_nonzero(outcome.pruned).item<std::int64_t>();
    result.iterations = outcome.iterations;
    return result;
}

} // namespace espalier::compress
