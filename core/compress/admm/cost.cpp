#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

SolverCost admmCost(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns)
{
    const bool fast = text(modifier, "mode") == "fast";
    const double factors = fast ? 1.0 : 12.0;
    const double rounds = fast ? 20.0 : 45.0;
    const double square = double(columns) * double(columns);
    SolverCost cost;
    cost.sweeps = factors * square * double(columns) / 3.0;
    cost.products = 2.0 * double(rows) * square * (rounds + 1.0 + number(modifier, "refit_iterations"));
    cost.passes = 10.0 * rounds;
    // V, D, dual, gradient, the right side of the solver and its result, scores; the scaled Hessian and its factor.
    cost.bytes = std::uint64_t(rows * columns) * 29 + std::uint64_t(columns * columns) * 8;
    addMixedTarget(modifier, rows, columns, cost);
    return cost;
}

} // namespace espalier::compress::plan
