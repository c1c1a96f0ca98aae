#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {
namespace {

constexpr double kForward = 1.0 / 3.0; ///< of a pass forward and backward

} // namespace

/// The surveys of the layers, and for the sensitivity each layer at three levels through the layers after it. It runs
/// on a part of the selection windows where they are many.
Demands allocationDemands(const recipe::Modifier& modifier, const model::ModelSpec& spec)
{
    Demands demands;
    const std::string profile = text(modifier, "sparsity_profile");
    if (profile == "owl" || profile == "sensitivity")
        demands.trainingPasses = kForward;
    if (profile == "sensitivity")
        demands.selectionForwards = 1.0 + 1.5 * double(spec.layers.size());
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
