#include "core/compress/heads/schema.h"
#include "core/compress/plan/cost_model.h"

namespace espalier::compress::plan {

void headReshape(const recipe::ResolvedModifier& modifier, model::ModelSpec& spec)
{
    const std::int64_t group = spec.heads / spec.keyValueHeads;
    spec.keyValueHeads -= removedHeads(spec.keyValueHeads, number(*modifier.modifier, "head_pruning_ratio"));
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
