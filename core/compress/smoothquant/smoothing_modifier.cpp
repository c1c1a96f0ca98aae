#include "core/compress/smoothquant/smoothing_modifier.h"

#include "core/compress/channel_statistics.h"
#include "core/compress/scaling/fold_scales.h"
#include "core/compress/smoothquant/smoothing_math.h"

namespace espalier::compress {
namespace {

ChannelStatistics observe(LayerScope& layer, RunContext& context)
{
    const PhaseTimer timer(context.phases(), "observe");
    const BlockWindows& windows = *layer.windows();
    const nn::Block block = currentBlock(layer);
    ChannelStatistics statistics;
    const nn::InputTap tap = statistics.tap(*block.spec);
    for (std::size_t batch = 0; batch < windows.inputs.size(); ++batch) {
        context.poll();
        nn::forward(windows.spec, block, windows.inputs.get(batch), windows.rotary, tap);
    }
    return statistics;
}

} // namespace

void SmoothingModifier::prepare(ModelView& model, RunContext& /*context*/)
{
    m_model = &model;
    m_plan = requiredScalingPlan(model.spec(), m_recipe.mappings, {InputGroup::Attention, InputGroup::FeedForward},
                                 m_ignored);
    m_changed = markScaled(model, m_plan);
}

void SmoothingModifier::layer(LayerScope& layer, RunContext& context)
{
    if (layer.layer() < 0)
        return;
    const std::vector<ScalableInput>& inputs = m_plan[std::size_t(layer.layer())];
    if (!inputs.empty()) {
        const ChannelStatistics statistics = observe(layer, context);
        for (const ScalableInput& input : inputs) {
            if (const std::string obstacle = obstacleToScaling(layer, input); !obstacle.empty())
                context.warn(m_id + " leaves the output of " + input.source + " as it is: " + obstacle + ".");
            else
                smooth(layer, input, statistics);
        }
    }
    for (ModuleScope& module : layer.modules()) {
        if (changes(module.plan->name))
            layer.finished(module);
    }
}

void SmoothingModifier::smooth(LayerScope& layer, const ScalableInput& input, const ChannelStatistics& inputs) const
{
    std::vector<at::Tensor> weights;
    for (const ModuleScope* reader : readersOf(layer, input))
        weights.push_back(reader->weight);
    const auto tied = [&](const at::Tensor& channels) { return tiedChannels(m_model->spec(), input.group, channels); };
    const ChannelExtremes extremes{tied(inputs.least(input.group)), tied(inputs.greatest(input.group))};
    at::Tensor scales;
    if (m_recipe.rule == SmoothingRule::Logarithmic) {
        scales = logarithmicScales(extremes);
    } else {
        const SmoothingFormula formula =
            m_recipe.rule == SmoothingRule::Paper ? SmoothingFormula::Paper : SmoothingFormula::LlmCompressor;
        scales = smoothingScales(extremes, tied(largestWeights(weights)), m_recipe.strength, formula);
    }
    foldScales(layer, *m_model, input, scales);
}

Result<std::unique_ptr<Modifier>> makeSmoothingModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = smoothingFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    return std::unique_ptr<Modifier>(
        std::make_unique<SmoothingModifier>(resolved.modifier->type, recipe.take(), ignoredNames(resolved)));
}

} // namespace espalier::compress
