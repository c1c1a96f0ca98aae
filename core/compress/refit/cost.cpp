#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

SolverCost refitCost(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns)
{
    const double iterations = number(modifier, "iterations");
    SolverCost cost;
    cost.products = 2.0 * double(rows) * double(columns) * double(columns) * (iterations + 1.0);
    cost.passes = 8.0 * iterations;
    // Residual, direction, product, preconditioned residual, mask; the scaled Hessian.
    cost.bytes = std::uint64_t(rows * columns) * 17 + std::uint64_t(columns * columns) * 4;
    addMixedTarget(modifier, rows, columns, cost);
    return cost;
}

} // namespace espalier::compress::plan
