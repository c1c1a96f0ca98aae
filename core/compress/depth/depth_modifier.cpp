#include "core/compress/depth/depth_modifier.h"

#include <algorithm>
#include <sstream>

#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include "core/compress/block_windows.h"
#include "core/compress/depth/bridge_math.h"
#include "core/compress/run_error.h"

namespace espalier::compress {
namespace {

std::string listed(const std::vector<int>& layers)
{
    std::ostringstream text;
    for (std::size_t i = 0; i < layers.size(); ++i)
        text << (i == 0 ? "" : ", ") << layers[i];
    return text.str();
}

[[noreturn]] void refuse(const std::string& why)
{
    throw RunError(Error{"recipe.layers", "DepthPruningModifier: " + why, {}});
}

} // namespace

std::vector<int> DepthModifier::removedLayers(const ModelView& model, RunContext& context)
{
    const auto layers = std::int64_t(model.spec().layers.size());
    if (!m_recipe.indices.empty()) {
        std::vector<int> removed(m_recipe.indices.begin(), m_recipe.indices.end());
        std::sort(removed.begin(), removed.end());
        removed.erase(std::unique(removed.begin(), removed.end()), removed.end());
        if (removed.back() >= layers)
            refuse("there is no layer " + std::to_string(removed.back()) + "; the model has " + std::to_string(layers) +
                   ", counted from 0.");
        return removed;
    }
    const std::int64_t count = compress::removedLayers(m_recipe, layers);
    if (count >= layers)
        refuse(std::to_string(count) + " layers cannot be left out of " + std::to_string(layers) + ".");
    const PhaseTimer timer(context.phases(), "choose");
    const SelectionModel selection(model.checkpoint(), context);
    const DepthChoice choice = chooseLayers(selection, m_recipe.method, int(count), m_recipe.byPerplexity);
    m_decision["influence"] = selection.influence();
    m_decision["perplexityUnchanged"] = selection.unchanged().perplexity;
    m_decision["trials"] = nlohmann::json::array();
    for (const DepthTrial& trial : choice.trials)
        m_decision["trials"].push_back(
            {{"removed", trial.removed}, {"perplexity", trial.effect.perplexity}, {"kl", trial.effect.kl}});
    return choice.removed;
}

void DepthModifier::prepare(ModelView& model, RunContext& context)
{
    if (m_decision.is_null())
        m_decision["removed"] = removedLayers(model, context);
    const auto removed = m_decision.at("removed").get<std::vector<int>>();
    std::vector<int> kept = model.keptLayers();
    std::erase_if(kept, [&](int layer) { return std::binary_search(removed.begin(), removed.end(), layer); });
    if (kept.empty())
        refuse("no layer would stay.");
    context.info("Layers left out: " + listed(removed) + ".");
    model.keepLayers(std::move(kept));
    if (m_recipe.bridge)
        planBridges(model, removed);
}

void DepthModifier::planBridges(ModelView& model, const std::vector<int>& removed)
{
    m_checkpoint = model.checkpoint();
    for (ModulePlan& plan : model.modules()) {
        if (!plan.linear || plan.role != "down" || !model.keeps(plan.layer))
            continue;
        // Only what is added to the hidden state as it is can be refitted for what comes after.
        if (plan.linear->expert != model::kNoExpert ||
            !model.spec().layers[std::size_t(plan.layer)].feedForwardOutputNorm.empty())
            continue;
        std::vector<int> gap;
        while (std::binary_search(removed.begin(), removed.end(), plan.layer + 1 + int(gap.size())))
            gap.push_back(plan.layer + 1 + int(gap.size()));
        if (gap.empty())
            continue;
        plan.written = true;
        m_bridges[plan.name] = std::move(gap);
    }
}

void DepthModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        if (!changes(module.plan->name))
            continue;
        const HessianFactor* factor = layer.factor(module, m_recipe.dampening);
        if (!module.done && factor && factor->usable()) {
            const PhaseTimer timer(context.phases(), "bridge");
            module.weight =
                bridgedWeight(module.weight, layer.hessian(module), wanted(layer, module, context), *factor);
            module.dense = module.weight; // from now on this is what the layer should do
            module.dampening = factor->dampening;
            module.note = "refitted to stand for the layers left out behind it";
            module.modifier = id();
            module.seconds += timer.seconds();
        }
        layer.finished(module);
    }
}

/// C = 2/S sum z a^T with z = where the whole model is after the gap, less where this one is before its down_proj.
at::Tensor DepthModifier::wanted(LayerScope& layer, const ModuleScope& down, RunContext& context) const
{
    const BlockWindows& windows = *layer.windows();
    nn::Block current = layer.block(); // with what earlier modifiers made of its weights
    for (const ModuleScope& module : layer.modules())
        current.linear(*module.plan->linear).weight = module.weight;
    std::vector<nn::Block> gap;
    for (const int index : m_bridges.at(down.plan->name))
        gap.push_back(nn::loadBlock(*m_checkpoint, std::size_t(index)));
    at::Tensor sum = at::zeros(down.weight.sizes(), at::kFloat);
    std::int64_t sequences = 0;
    for (std::size_t batch = 0; batch < windows.inputs.size(); ++batch) {
        context.poll();
        at::Tensor activations;
        const auto tap = [&](const model::LinearSpec& linear, const at::Tensor& input) {
            if (linear.role == model::Role::Down)
                activations = input;
        };
        const at::Tensor after = nn::forward(windows.spec, current, windows.inputs.get(batch), windows.rotary, tap);
        at::Tensor reference =
            nn::forward(windows.referenceSpec, windows.reference, windows.referenceInputs.get(batch), windows.rotary);
        for (const nn::Block& block : gap)
            reference = nn::forward(windows.referenceSpec, block, reference, windows.rotary);
        // `after` has the layer's own down_proj in it, with its bias: only the product is to be made anew.
        const at::Tensor missing = reference.sub(after).add(at::linear(activations, down.weight));
        sum.add_(at::mm(missing.flatten(0, 1).t(), activations.flatten(0, 1)));
        sequences += activations.size(0);
    }
    return sum.mul_(2.0 / double(sequences));
}

Result<std::unique_ptr<Modifier>> makeDepthModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = depthFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    return std::unique_ptr<Modifier>(std::make_unique<DepthModifier>(recipe.take()));
}

} // namespace espalier::compress
