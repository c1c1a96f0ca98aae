#include "core/compress/allocation/allocation.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "core/compress/allocation/allocation_math.h"
#include "core/compress/allocation/sensitivity.h"
#include "core/compress/wanda/wanda_math.h"

namespace espalier::compress {
namespace {

using nlohmann::json;
using Sparsity = std::unordered_map<std::string, double>;

/// Every layer's predictions are compared on so many held-out tokens for each level: the order of layers shows early.
constexpr std::size_t kSensitivityTokens = 4096;

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
                     for (const ModulePlan* plan : layers.modules[std::size_t(layer)])
                         scores.push_back(
                             wandaScore(block.linear(plan->linear->role).weight, inputs.energy(plan->group)));
                     if (!scores.empty())
                         shares.push_back(outlierShare(scores, recipe.owlThreshold));
                 });
    return described("owl", layers, owlSparsities(shares, layers.parameters, layers.sparsity, recipe.owlSpread),
                     "outliers", {shares.begin(), shares.end()});
}

json byLoss(const AllocationRecipe& recipe, const ModelView& model, const Layers& layers, RunContext& context)
{
    std::vector<ChannelStatistics> inputs;
    surveyLayers(model, context.data().calibration, context,
                 [&](int, const nn::Block&, const ChannelStatistics& statistics) { inputs.push_back(statistics); });
    std::vector<double> levels;
    for (const double step : {-1.0, 0.0, 1.0})
        levels.push_back(std::clamp(layers.sparsity + step * std::max(recipe.spread, 0.01), 0.0, 1.0));
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    const Windows& selection = context.data().selection;
    Windows windows;
    for (std::size_t tokens = 0; windows.size() < selection.size() && tokens < kSensitivityTokens;) {
        windows.push_back(selection[windows.size()]);
        tokens += windows.back().size();
    }
    const auto losses = measureSensitivity(model, layers.modules, inputs, levels, windows, context);
    std::vector<LossCurve> curves;
    std::vector<json> figures;
    for (const std::size_t layer : layers.index) {
        curves.push_back(fitLossCurve(levels, losses[layer]));
        figures.push_back(losses[layer]);
    }
    json decision = described("sensitivity", layers,
                              sparsitiesOfLeastLoss(curves, layers.parameters, layers.sparsity, recipe.spread),
                              "divergence", figures);
    decision["levels"] = levels;
    return decision;
}

} // namespace

void Allocation::measure(const ModelView& model, RunContext& context, const Sparsity& sparsity)
{
    const Layers layers = layersOf(model, sparsity);
    if (layers.index.empty())
        return;
    m_decision = m_recipe.profile == SparsityProfile::Owl ? byOutliers(m_recipe, model, layers, context)
                                                          : byLoss(m_recipe, model, layers, context);
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
