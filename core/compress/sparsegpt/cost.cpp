#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

SolverCost sparseGptCost(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns)
{
    constexpr std::uint64_t kLazyColumns = 512; // at least one block's
    const double block = number(modifier, "block_size");
    SolverCost cost = factorCost(columns);
    cost.sweeps += double(rows) * double(columns) * block;
    cost.products = double(rows) * double(columns) * double(columns);
    cost.passes = 6.0;
    cost.bytes = std::uint64_t(rows) * (kLazyColumns * 4 + std::uint64_t(block) * 5);
    addMixedTarget(modifier, rows, columns, cost);
    return cost;
}

} // namespace espalier::compress::plan
