#include "core/compress/plan/cost_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

namespace espalier::compress::plan {

namespace {

/// By the same rule as the modifier (keptWidth).
std::int64_t keptChannels(const recipe::Modifier& modifier, std::int64_t width)
{
    constexpr std::int64_t kTile = 128;
    auto multiple = std::int64_t(number(modifier, "multiple"));
    if (multiple == 0)
        multiple = width % kTile == 0 ? kTile : 1;
    const double kept = double(width) * (1.0 - number(modifier, "mlp_pruning_ratio"));
    if (multiple == 1)
        return std::max<std::int64_t>(1, std::int64_t(kept));
    const auto multiples = std::int64_t(std::nearbyint(kept / double(multiple)));
    return std::min(width, std::max<std::int64_t>(1, multiples) * multiple);
}

} // namespace

SolverCost osscarCost(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns)
{
    const double square = double(columns) * double(columns);
    SolverCost cost;
    // The inverse, its updates while channels leave, the exchanges, and the last fit.
    cost.sweeps = 4.0 * square * double(columns) + 2.0 * double(rows) * square;
    cost.passes = 20.0;
    cost.bytes = std::uint64_t(columns * columns) * 12 + std::uint64_t(rows * columns) * 12;
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
        for (model::ExpertSpec& expert : layer.moe->experts)
            narrow(&expert.gate, expert.up, expert.down);
    }
}

} // namespace espalier::compress::plan
