#include "core/compress/allocation/allocation.h"

#include <algorithm>
#include <stdexcept>

#include "core/compress/allocation/allocation_math.h"
#include "core/compress/allocation/sensitivity.h"
#include "core/compress/wanda/wanda_math.h"

namespace espalier::compress {
namespace {

using nlohmann::json;
using Sparsity = std::unordered_map<std::string, double>;

constexpr int kTrials = 3;            ///< after the uniform one
constexpr double kLargestStep = 0.05; ///< to a neighbour: small enough for a slope, large enough to be seen

/// What of each decoder layer is pruned, of all layers.
struct Layers
{
    PrunedModules modules;
    std::vector<std::size_t> index; ///< of the layers that have any
    std::vector<double> parameters; ///< likewise
    double sparsity = 0.0;
};

Layers layersOf(const ModelView& model, const Sparsity& sparsity)
{
    Layers layers;
    layers.modules.resize(model.spec().layers.size());
    for (const ModulePlan& plan : model.modules()) {
        const auto asked = sparsity.find(plan.name);
        if (!plan.linear || asked == sparsity.end())
            continue;
        const auto layer = std::size_t(plan.layer);
        if (layers.modules[layer].empty()) {
            layers.index.push_back(layer);
            layers.parameters.push_back(0.0);
        }
        layers.modules[layer].push_back(&plan);
        layers.parameters.back() += double(plan.shape[0]) * double(plan.shape[1]);
        layers.sparsity = asked->second;
    }
    return layers;
}

json described(const char* profile, const Layers& layers, const std::vector<double>& sparsities, const char* figure,
               const std::vector<json>& figures)
{
    json list = json::array();
    for (std::size_t i = 0; i < layers.index.size(); ++i)
        list.push_back({{"layer", layers.index[i]}, {"sparsity", sparsities[i]}, {figure, figures[i]}});
    return {{"profile", profile}, {"layers", std::move(list)}};
}

json byOutliers(const AllocationRecipe& recipe, const ModelView& model, const Layers& layers, RunContext& context)
{
    std::vector<double> shares;
    surveyLayers(model, context.data().calibration, context,
                 [&](int layer, const nn::Block& block, const ChannelStatistics& inputs) {
                     std::vector<at::Tensor> scores;
                     for (const ModulePlan* plan : layers.modules[std::size_t(layer)]) {
                         if (inputs.has(plan->group)) // not of an expert that no token is routed to
                             scores.push_back(
                                 wandaScore(block.linear(*plan->linear).weight, inputs.energy(plan->group)));
                     }
                     if (!scores.empty())
                         shares.push_back(outlierShare(scores, recipe.owlThreshold));
                 });
    return described("owl", layers, owlSparsities(shares, layers.parameters, layers.sparsity, recipe.owlSpread),
                     "outliers", {shares.begin(), shares.end()});
}

std::vector<double> between(const std::vector<double>& from, const std::vector<double>& to, double share)
{
    std::vector<double> result(from.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = from[i] + share * (to[i] - from[i]);
    return result;
}

/// Steps from the uniform sparsities towards what the slopes at the best point promise; a step that does not help is
/// halved, so that the result is never worse than uniform on the selection windows.
json byLoss(const AllocationRecipe& recipe, const ModelView& model, const Layers& layers, TrialPruner pruner,
            RunContext& context)
{
    const TrialRuns trials(model, layers.modules, pruner, context);
    const double step = std::clamp(0.5 * recipe.spread, 0.01, kLargestStep);
    Trial best = trials.run(std::vector<double>(layers.index.size(), layers.sparsity), step);
    const double uniform = best.loss;
    double share = 1.0;
    for (int trial = 1; trial <= kTrials; ++trial) {
        const std::vector<LossCurve> curves = lossCurves(best);
        if (curves.empty())
            break;
        const auto promised = sparsitiesOfLeastLoss(curves, layers.parameters, layers.sparsity, recipe.spread);
        Trial next = trials.run(between(best.sparsities, promised, share), trial < kTrials ? step : 0.0);
        context.info("Sensitivity trial " + std::to_string(trial) + " of " + std::to_string(kTrials) + ": divergence " +
                     std::to_string(next.loss) + " where the best was " + std::to_string(best.loss) + ".");
        if (next.loss < best.loss) {
            if (next.neighbours.empty())
                next.neighbours = best.neighbours;
            best = std::move(next);
        } else {
            share *= 0.5;
        }
    }
    std::vector<json> figures;
    for (const Neighbours& around : best.neighbours)
        figures.push_back({around.lossLow, around.lossHigh});
    json decision = described("sensitivity", layers, best.sparsities, "divergence", figures);
    decision["divergence"] = best.loss;
    decision["uniform"] = uniform;
    return decision;
}

} // namespace

void Allocation::measure(const ModelView& model, RunContext& context, const Sparsity& sparsity)
{
    const Layers layers = layersOf(model, sparsity);
    if (layers.index.empty())
        return;
    m_decision = m_recipe.profile == SparsityProfile::Owl ? byOutliers(m_recipe, model, layers, context)
                                                          : byLoss(m_recipe, model, layers, m_pruner, context);
}

void Allocation::apply(const ModelView& model, RunContext& context, Sparsity& sparsity)
{
    if (uniform())
        return;
    if (m_decision.is_null())
        measure(model, context, sparsity);
    if (m_decision.is_null())
        return;
    std::unordered_map<int, double> byLayer;
    for (const json& layer : m_decision.at("layers")) {
        byLayer[layer.at("layer")] = layer.at("sparsity");
        context.info("Layer " + std::to_string(layer.at("layer").get<int>()) + " is to get a sparsity of " +
                     std::to_string(layer.at("sparsity").get<double>()) + ".");
    }
    for (const ModulePlan& plan : model.modules()) {
        const auto asked = sparsity.find(plan.name);
        if (plan.linear && asked != sparsity.end())
            asked->second = byLayer.at(plan.layer);
    }
}

} // namespace espalier::compress
