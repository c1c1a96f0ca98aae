#include "core/compress/osscar/schema.h"
#include "core/compress/plan/cost_model.h"

#include <map>
#include <set>
#include <string>

namespace espalier::compress::plan {

namespace {

std::int64_t keptChannels(const recipe::Modifier& modifier, std::int64_t width)
{
    return keptWidth(width, number(modifier, "mlp_pruning_ratio"), std::int64_t(number(modifier, "multiple")));
}

} // namespace

SolverCost osscarCost(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns)
{
    const double square = double(columns) * double(columns);
    SolverCost cost;
    cost.passes = 20.0;
    if (columns > rows) { // down_proj, whose columns go
        const double removed = 0.1 * double(columns);
        // The inverse and the Gram matrix; rows of both of what leaves, and what exchanges update, all in float64.
        cost.sweeps = square * double(columns) + double(rows) * square + 12.0 * removed * removed * double(columns);
        cost.bytes = 8 * std::uint64_t(2.0 * square + 2.0 * double(rows * columns) + 6.0 * removed * double(columns));
    }
    addMixedTarget(modifier, rows, columns, cost);
    return cost;
}

void osscarReshape(const recipe::ResolvedModifier& modifier, model::ModelSpec& spec)
{
    std::set<std::string> hit;
    for (const recipe::ResolvedModule& module : modifier.modules)
        hit.insert(module.module->name);
    const auto narrow = [&](model::LinearSpec* gate, model::LinearSpec& up, model::LinearSpec& down) {
        if (hit.count(down.name) == 0)
            return;
        down.inFeatures = keptChannels(*modifier.modifier, down.inFeatures);
        up.outFeatures = down.inFeatures;
        if (gate)
            gate->outFeatures = down.inFeatures;
    };
    for (model::LayerSpec& layer : spec.layers) {
        std::map<model::Role, model::LinearSpec*> linears;
        for (model::LinearSpec& linear : layer.linears)
            linears[linear.role] = &linear;
        if (linears.count(model::Role::Down) > 0)
            narrow(linears[model::Role::Gate], *linears[model::Role::Up], *linears[model::Role::Down]);
        if (!layer.moe)
            continue;
        const std::int64_t width = layer.moe->experts.front().up.outFeatures;
        for (model::ExpertSpec& expert : layer.moe->experts)
            narrow(&expert.gate, expert.up, expert.down);
        if (!layer.moe->shared || hit.count(layer.moe->shared->down.name) == 0)
            continue;
        // As wide as so many routed ones: the config has their width alone.
        model::ExpertSpec& shared = *layer.moe->shared;
        shared.down.inFeatures = shared.up.outFeatures / width * layer.moe->experts.front().up.outFeatures;
        shared.gate.outFeatures = shared.up.outFeatures = shared.down.inFeatures;
    }
}

} // namespace espalier::compress::plan
