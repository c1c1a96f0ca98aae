#include "core/compress/awq/awq_modifier.h"

#include <algorithm>
#include <sstream>

#include <ATen/TensorOperators.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/sum.h>

#include "core/compress/awq/awq_math.h"
#include "core/compress/awq/layer_replay.h"
#include "core/compress/quantization/quantization_modifier.h"
#include "core/compress/scaling/fold_scales.h"
#include "core/compress/stored_weight.h"

namespace espalier::compress {
namespace {

bool isQuantized(const ModuleScope& module)
{
    return module.plan->newScheme && module.plan->storesIntegers();
}

/// What the module computes with when scaled inputs meet scaled and rounded weights, for inputs as they are.
at::Tensor roundedUnder(const ModuleScope& module, const at::Tensor& scales)
{
    const at::Tensor scaled = module.weight * scales;
    const QuantizationGrid grid = gridAsStored(scaled, *module.plan->scheme->weights, module.plan->dtype);
    return dequantize(roundToNearest(scaled, grid)) / scales;
}

/// tr(E H E^T) of E = weight - target, some rows at a time: a sum in double copies what it adds.
double errorUnder(const at::Tensor& hessian, const at::Tensor& weight, const at::Tensor& target)
{
    constexpr std::int64_t kRows = 512;
    double sum = 0.0;
    for (std::int64_t begin = 0; begin < weight.size(0); begin += kRows) {
        const std::int64_t count = std::min(kRows, weight.size(0) - begin);
        const at::Tensor error = weight.narrow(0, begin, count) - target.narrow(0, begin, count);
        sum += (at::mm(error, hessian) * error).sum(at::kDouble).item<double>();
    }
    return sum;
}

} // namespace

void AwqModifier::prepare(ModelView& model, RunContext& context)
{
    m_model = &model;
    m_plan = requiredScalingPlan(
        model.spec(), m_recipe.mappings,
        {InputGroup::Attention, InputGroup::AttentionOutput, InputGroup::FeedForward, InputGroup::Down}, {});
    m_scaled = markScaled(model, m_plan);
    if (m_rounding)
        m_rounding->prepare(model, context);
}

void AwqModifier::layer(LayerScope& layer, RunContext& context)
{
    if (layer.layer() >= 0 && !m_plan[std::size_t(layer.layer())].empty())
        scaleLayer(layer, context);
    for (ModuleScope& module : layer.modules()) {
        if (rounds(module.plan->name))
            module.modifier = id();
        else if (changes(module.plan->name))
            layer.finished(module);
    }
    if (m_rounding)
        m_rounding->layer(layer, context);
}

void AwqModifier::scaleLayer(LayerScope& layer, RunContext& context) const
{
    const PhaseTimer timer(context.phases(), "search");
    const LayerReplay replay(*layer.windows(), currentBlock(layer), m_recipe.searchTokens, context.cancel());
    for (const ScalableInput& input : m_plan[std::size_t(layer.layer())]) {
        const std::vector<ModuleScope*> readers = readersOf(layer, input);
        if (std::none_of(readers.begin(), readers.end(),
                         [](const ModuleScope* reader) { return isQuantized(*reader); }))
            continue;
        if (!replay.inputs().has(input.group)) // an expert that no token is routed to
            continue;
        if (const std::string obstacle = obstacleToScaling(layer, input); !obstacle.empty())
            context.warn("AWQ leaves the output of " + input.source + " as it is: " + obstacle + ".");
        else
            scale(layer, input, replay, context);
    }
}

void AwqModifier::scale(LayerScope& layer, const ScalableInput& input, const LayerReplay& replay,
                        RunContext& context) const
{
    std::vector<at::Tensor> weights;
    std::vector<formats::QuantizationArgs> args;
    for (const ModuleScope* reader : readersOf(layer, input)) {
        if (isQuantized(*reader)) {
            weights.push_back(reader->weight);
            args.push_back(*reader->plan->scheme->weights);
        }
    }
    const auto tied = [&](const at::Tensor& channels) { return tiedChannels(m_model->spec(), input.group, channels); };
    const AwqChoice choice = awqSearch(
        tied(replay.inputs().meanMagnitude(input.group)), tied(awqWeightImportance(weights, args)),
        awqGrid(m_recipe.duo, m_recipe.gridPoints),
        [&](const at::Tensor& scales) { return loss(layer, input, replay, scales); }, context.cancel());
    std::ostringstream text;
    text << "AWQ scales the output of " << input.source << " by the power " << choice.candidate.ratio
         << (choice.candidate.duo ? " with" : " without") << " the weights: error " << choice.losses[choice.best]
         << ", unscaled " << choice.losses.front() << ".";
    context.info(text.str());
    foldScales(layer, *m_model, input, choice.scales);
}

double AwqModifier::loss(LayerScope& layer, const ScalableInput& input, const LayerReplay& replay,
                         const at::Tensor& scales) const
{
    nn::Block block = currentBlock(layer);
    for (const ModuleScope* reader : readersOf(layer, input)) {
        if (!isQuantized(*reader))
            continue;
        at::Tensor& weight = block.linear(*reader->plan->linear).weight;
        weight = roundedUnder(*reader, scales);
        const bool linear = input.group == InputGroup::AttentionOutput || input.group == InputGroup::Down;
        if (const at::Tensor hessian = layer.hessian(*reader); linear && hessian.defined()) {
            return errorUnder(hessian, weight, reader->weight); // what is left of the layer is linear
        }
    }
    return input.group == InputGroup::Attention || input.group == InputGroup::AttentionOutput
               ? replay.attentionError(block)
               : replay.feedForwardError(block);
}

Result<std::unique_ptr<Modifier>> makeAwqModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = awqFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    std::unique_ptr<Modifier> rounding;
    if (!resolved.modules.empty()) {
        auto made = makeQuantizationModifier(resolved);
        if (!made)
            return made.error();
        rounding = made.take();
    }
    return std::unique_ptr<Modifier>(std::make_unique<AwqModifier>(recipe.take(), std::move(rounding)));
}

} // namespace espalier::compress
