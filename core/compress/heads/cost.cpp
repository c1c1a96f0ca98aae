#include "core/compress/plan/cost_model.h"

#include <algorithm>
#include <cmath>

namespace espalier::compress::plan {

void headReshape(const recipe::ResolvedModifier& modifier, model::ModelSpec& spec)
{
    const double kept = double(spec.keyValueHeads) * (1.0 - number(*modifier.modifier, "head_pruning_ratio"));
    const std::int64_t group = spec.heads / spec.keyValueHeads;
    spec.keyValueHeads = std::max<std::int64_t>(1, std::int64_t(std::nearbyint(kept)));
    spec.heads = spec.keyValueHeads * group;
    for (model::LayerSpec& layer : spec.layers) {
        for (model::LinearSpec& linear : layer.linears) {
            if (linear.role == model::Role::Query)
                linear.outFeatures = spec.heads * spec.headDimension;
            if (linear.role == model::Role::Key || linear.role == model::Role::Value)
                linear.outFeatures = spec.keyValueHeads * spec.headDimension;
            if (linear.role == model::Role::AttentionOutput)
                linear.inFeatures = spec.heads * spec.headDimension;
        }
    }
}

} // namespace espalier::compress::plan
