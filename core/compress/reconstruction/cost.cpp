#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

Demands reconstructionDemands(const recipe::Modifier& modifier, const model::ModelSpec& /*spec*/)
{
    Demands demands;
    demands.comparesBlocks = true;
    demands.sourceBlocks = text(modifier, "reference") == "source";
    demands.trainingPasses = number(modifier, "epochs");
    return demands;
}

} // namespace espalier::compress::plan
