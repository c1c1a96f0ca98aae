#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

SolverCost gptqCost(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns)
{
    constexpr std::uint64_t kLazyColumns = 512;
    const double square = double(columns) * double(columns);
    SolverCost cost = factorCost(columns);
    cost.sweeps += 128.0 * double(rows) * double(columns);
    // Each cycle of scale descent multiplies the error by H once.
    cost.products = double(rows) * square * (1.0 + 2.0 * number(modifier, "scale_descent"));
    const recipe::Value* search = modifier.arguments.find("scale_search");
    cost.passes = search && search->boolean() == true ? 122.0 : 10.0;                        // 56 ranges are tried
    cost.bytes = std::uint64_t(rows) * kLazyColumns * 4 + std::uint64_t(rows * columns) * 5; // reordered, and codes
    addMixedTarget(modifier, rows, columns, cost);
    return cost;
}

} // namespace espalier::compress::plan
