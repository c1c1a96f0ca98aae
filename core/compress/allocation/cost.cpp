#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {
namespace {

constexpr double kForward = 1.0 / 3.0; ///< of a pass forward and backward

} // namespace

/// owl: a survey of the layers. sensitivity: the dense model, then a trial at the uniform sparsities and three more,
/// each twice over the (first) calibration windows and once over the selection windows; but for the last, two
/// neighbours of each layer go through the layers after it.
Demands allocationDemands(const recipe::Modifier& modifier, const model::ModelSpec& spec)
{
    constexpr double kTrials = 4.0;
    Demands demands;
    const std::string profile = text(modifier, "sparsity_profile");
    if (profile == "owl")
        demands.trainingPasses = kForward;
    if (profile == "sensitivity") {
        demands.trainingPasses = 2.0 * kTrials * kForward;
        demands.selectionForwards = 1.0 + kTrials + (kTrials - 1.0) * double(spec.layers.size());
    }
    return demands;
}

/// Ranges of the inputs' channels are observed before they are scaled.
Demands smoothingDemands(const recipe::Modifier& /*modifier*/, const model::ModelSpec& /*spec*/)
{
    Demands demands;
    demands.trainingPasses = kForward;
    return demands;
}

} // namespace espalier::compress::plan
