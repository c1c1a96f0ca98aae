#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

SolverCost rankingCost(const recipe::Modifier& /*modifier*/, std::int64_t rows, std::int64_t columns)
{
    SolverCost cost;
    cost.passes = 8.0;
    cost.bytes = std::uint64_t(rows * columns) * 5; // scores and a mask
    return cost;
}

} // namespace espalier::compress::plan
