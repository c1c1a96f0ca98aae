#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

SolverCost roundingCost(const recipe::Modifier& /*modifier*/, std::int64_t rows, std::int64_t columns)
{
    SolverCost cost;
    cost.passes = 4.0;
    cost.bytes = std::uint64_t(rows * columns) * 4;
    return cost;
}

} // namespace espalier::compress::plan
