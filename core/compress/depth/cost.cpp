#include "core/compress/plan/cost_model.h"

#include <algorithm>
#include <cmath>

namespace espalier::compress::plan {

namespace {

std::int64_t removedLayers(const recipe::Modifier& modifier, std::int64_t layers)
{
    if (const recipe::Value* value = modifier.arguments.find("layer_indices")) {
        if (const auto* indices = std::get_if<recipe::Value::List>(&value->data); indices && !indices->empty())
            return std::min(std::int64_t(indices->size()), layers - 1);
    }
    auto count = std::int64_t(number(modifier, "layers"));
    if (count == 0)
        count = std::max<std::int64_t>(1, std::llround(number(modifier, "share") * double(layers)));
    return std::min(count, layers - 1);
}

} // namespace

Demands depthDemands(const recipe::Modifier& modifier, const model::ModelSpec& spec)
{
    const auto layers = std::int64_t(spec.layers.size());
    const std::int64_t removed = removedLayers(modifier, layers);
    const std::string method = text(modifier, "method");
    const recipe::Value* bridge = modifier.arguments.find("bridge");
    Demands demands;
    demands.comparesBlocks = !bridge || bridge->boolean().value_or(true);
    // Candidates share the layers before them with the whole model: about half of each evaluation is left.
    if (method == "greedy")
        demands.selectionForwards = 0.5 * double(removed * layers);
    else if (method == "window")
        demands.selectionForwards = 0.5 * double(layers - removed + 1);
    else
        demands.selectionForwards = 1.0;
    return demands;
}

/// Which layers go is found out in the run; of their size all are alike, so that the last ones stand for them.
void depthReshape(const recipe::ResolvedModifier& modifier, model::ModelSpec& spec)
{
    const auto layers = std::int64_t(spec.layers.size());
    spec.layers.resize(std::size_t(layers - removedLayers(*modifier.modifier, layers)));
}

} // namespace espalier::compress::plan
