#include "core/compress/allocation/sensitivity.h"

#include <algorithm>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/sum.h>

#include "core/compress/calibration.h"
#include "core/compress/wanda/wanda_math.h"
#include "core/nn/language_model.h"

namespace espalier::compress {
namespace {

using Batches = std::vector<at::Tensor>;
using Windows = std::vector<std::vector<text::TokenId>>;

nn::RotaryTable rotaryFor(const ModelView& model, const Windows& windows)
{
    std::size_t longest = 0;
    for (const auto& window : windows)
        longest = std::max(longest, window.size());
    return nn::rotaryTable(model.spec().rope, std::int64_t(longest));
}

Batches embedded(const nn::Ends& ends, const Windows& windows)
{
    Batches hidden;
    for (const at::Tensor& ids : idBatches(windows))
        hidden.push_back(nn::embed(ends, ids));
    return hidden;
}

void advance(const ModelView& model, const nn::Block& block, const nn::RotaryTable& rotary, Batches& hidden,
             const RunContext& context)
{
    for (at::Tensor& batch : hidden) {
        context.poll();
        batch = nn::forward(model.spec(), block, batch, rotary);
    }
}

nn::Block pruned(const nn::Block& block, const std::vector<const ModulePlan*>& modules, const ChannelStatistics& inputs,
                 double level)
{
    nn::Block result = block; // shares what is not replaced
    for (const ModulePlan* plan : modules) {
        at::Tensor& weight = result.linear(plan->linear->role).weight;
        weight = weight.masked_fill(wandaMask(weight, inputs.energy(plan->group), level, RowCounts::Spread), 0.0);
    }
    return result;
}

/// Mean over all tokens, window by window: logits of a large vocabulary are many.
double divergence(const ModelView& model, const nn::Ends& ends, const Batches& dense, const Batches& changed,
                  const RunContext& context)
{
    double sum = 0.0;
    double tokens = 0.0;
    for (std::size_t batch = 0; batch < dense.size(); ++batch) {
        for (std::int64_t window = 0; window < dense[batch].size(0); ++window) {
            context.poll();
            const auto logProbabilities = [&](const Batches& states) {
                return at::log_softmax(nn::logits(model.spec(), ends, states[batch].narrow(0, window, 1)), -1);
            };
            const at::Tensor expected = logProbabilities(dense);
            sum += (expected.exp() * (expected - logProbabilities(changed))).sum(at::kDouble).item<double>();
            tokens += double(dense[batch].size(1));
        }
    }
    return sum / tokens;
}

} // namespace

std::vector<at::Tensor> surveyLayers(const ModelView& model, const Windows& windows, RunContext& context,
                                     const LayerVisitor& visit)
{
    Batches hidden = embedded(nn::loadEnds(model.checkpoint()), windows);
    const nn::RotaryTable rotary = rotaryFor(model, windows);
    nn::Block block;
    for (std::size_t layer = 0; layer < model.spec().layers.size(); ++layer) {
        nn::loadBlock(model.checkpoint(), layer, block);
        ChannelStatistics inputs;
        const nn::InputTap tap = visit ? inputs.tap(model.spec().layers[layer]) : nn::InputTap();
        for (at::Tensor& batch : hidden) {
            context.poll();
            batch = nn::forward(model.spec(), block, batch, rotary, tap);
        }
        if (visit)
            visit(int(layer), block, inputs);
    }
    return hidden;
}

std::vector<std::vector<double>> measureSensitivity(const ModelView& model, const PrunedModules& modules,
                                                    const std::vector<ChannelStatistics>& inputs,
                                                    const std::vector<double>& levels, const Windows& windows,
                                                    RunContext& context)
{
    const nn::Ends ends = nn::loadEnds(model.checkpoint());
    const nn::RotaryTable rotary = rotaryFor(model, windows);
    const Batches dense = surveyLayers(model, windows, context, {});
    std::vector<std::vector<double>> result(modules.size());
    Batches entering = embedded(ends, windows);
    nn::Block block;
    for (std::size_t layer = 0; layer < modules.size(); ++layer) {
        nn::loadBlock(model.checkpoint(), layer, block);
        std::vector<Batches> variants;
        for (const double level : levels) {
            if (modules[layer].empty())
                break;
            variants.push_back(entering);
            advance(model, pruned(block, modules[layer], inputs[layer], level), rotary, variants.back(), context);
        }
        advance(model, block, rotary, entering, context);
        nn::Block later; // one read of each serves all levels
        for (std::size_t next = layer + 1; next < modules.size() && !variants.empty(); ++next) {
            nn::loadBlock(model.checkpoint(), next, later);
            for (Batches& variant : variants)
                advance(model, later, rotary, variant, context);
        }
        for (const Batches& variant : variants)
            result[layer].push_back(divergence(model, ends, dense, variant, context));
        context.info("Sensitivity of layer " + std::to_string(layer) + " of " + std::to_string(modules.size()) +
                     " is measured.");
    }
    return result;
}

} // namespace espalier::compress
