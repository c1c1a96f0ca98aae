#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

Demands awqDemands(const recipe::Modifier& modifier, const model::ModelSpec& /*spec*/)
{
    Demands demands;
    demands.searchPoints = std::int64_t(number(modifier, "n_grid"));
    demands.searchTokens = std::int64_t(number(modifier, "search_tokens"));
    return demands;
}

} // namespace espalier::compress::plan
