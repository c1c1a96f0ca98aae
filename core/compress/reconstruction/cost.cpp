#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

Demands reconstructionDemands(const recipe::Modifier& modifier, const model::ModelSpec& /*spec*/)
{
    Demands demands;
    demands.comparesBlocks = true;
    demands.sourceBlocks = text(modifier, "reference") == "source";
    demands.trainingPasses = number(modifier, "epochs");
    demands.trainedWindows = std::int64_t(number(modifier, "batch_size"));
    demands.trainsWholeLayers = text(modifier, "unit") == "block";
    demands.ownStreams = 2; // what it aims at, and the inputs of the feed-forward part
    return demands;
}

} // namespace espalier::compress::plan
