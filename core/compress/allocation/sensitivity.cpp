#include "core/compress/allocation/sensitivity.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/sum.h>

#include "core/compress/calibration.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"
#include "core/compress/wanda/wanda_math.h"

namespace espalier::compress {
namespace {

using Batches = std::vector<at::Tensor>;

/// A part of the windows tells layers apart: all neighbours of a trial see the same tokens.
constexpr std::size_t kCalibrationTokens = 16384;
constexpr std::size_t kSelectionTokens = 4096;
constexpr std::size_t kLargestStates = std::size_t(1) << 30; ///< bytes of all neighbours' hidden states
constexpr double kDampening = 0.01;
constexpr std::int64_t kMaskBlock = 32; ///< columns, as SparseGPT's default

Windows firstOf(const Windows& windows, std::size_t tokens)
{
    Windows result;
    for (std::size_t taken = 0; result.size() < windows.size() && (result.empty() || taken < tokens);) {
        result.push_back(windows[result.size()]);
        taken += result.back().size();
    }
    return result;
}

nn::RotaryTable rotaryFor(const ModelView& model, const Windows& windows)
{
    std::size_t longest = 0;
    for (const auto& window : windows)
        longest = std::max(longest, window.size());
    return nn::rotaryTable(model.spec().rope, std::int64_t(longest));
}

Batches embedded(const ModelView& model, const nn::Ends& ends, const Windows& windows)
{
    Batches hidden;
    for (const at::Tensor& ids : idBatches(windows))
        hidden.push_back(nn::embed(model.spec(), ends, ids));
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

/// One layer and the moments of its inputs, to be pruned to several sparsities.
class TrialLayer
{
public:
    TrialLayer(const nn::Block& block, const std::vector<const ModulePlan*>& modules, TrialPruner pruner,
               const CancelToken& cancel)
        : m_block(block), m_modules(modules), m_pruner(pruner), m_cancel(cancel)
    {
    }

    /// Passes the windows to see the inputs; the states stay before the layer.
    void observe(const ModelView& model, const nn::RotaryTable& rotary, const Batches& calibration,
                 const RunContext& context)
    {
        InputStatistics statistics;
        for (const ModulePlan* plan : m_modules)
            statistics.wantHessian(plan->group, plan->shape[1]);
        const nn::InputTap tap = statistics.tap(*m_block.spec);
        for (const at::Tensor& batch : calibration) {
            context.poll();
            nn::forward(model.spec(), m_block, batch, rotary, tap);
        }
        for (const ModulePlan* plan : m_modules) {
            Moments& moments = m_moments[plan->group];
            if (moments.energy.defined())
                continue;
            at::Tensor hessian = statistics.takeMoments(plan->group).hessian;
            moments.energy = hessian.diagonal().clone();
            if (m_pruner == TrialPruner::SparseGpt)
                moments.factor = factorize(std::move(hessian), kDampening);
        }
    }

    nn::Block pruned(double sparsity) const
    {
        nn::Block result = m_block; // shares what is not replaced
        for (const ModulePlan* plan : m_modules) {
            at::Tensor& weight = result.linear(*plan->linear).weight;
            const Moments& moments = m_moments.at(plan->group);
            if (moments.factor && moments.factor->usable()) {
                SparseGptOptions options;
                options.sparsity = sparsity;
                options.blockSize = kMaskBlock;
                options.preserveMask = true;
                weight = sparseGptSweep(weight, *moments.factor, options, nullptr, m_cancel).weight;
            } else {
                weight = weight.masked_fill(wandaMask(weight, moments.energy, sparsity, RowCounts::Spread), 0.0);
            }
        }
        return result;
    }

private:
    struct Moments
    {
        at::Tensor energy;
        std::optional<HessianFactor> factor;
    };

    const nn::Block& m_block;
    const std::vector<const ModulePlan*>& m_modules;
    TrialPruner m_pruner;
    const CancelToken& m_cancel;
    std::map<InputGroup, Moments> m_moments;
};

/// Mean over all tokens of each variant, window by window: logits of a large vocabulary are many.
std::vector<double> divergences(const ModelView& model, const nn::Ends& ends, const Batches& dense,
                                const std::vector<Batches>& variants, const RunContext& context)
{
    std::vector<double> sums(variants.size(), 0.0);
    double tokens = 0.0;
    for (std::size_t batch = 0; batch < dense.size(); ++batch) {
        for (std::int64_t window = 0; window < dense[batch].size(0); ++window) {
            const auto logProbabilities = [&](const Batches& states) {
                return at::log_softmax(nn::logits(model.spec(), ends, states[batch].narrow(0, window, 1)), -1);
            };
            const at::Tensor expected = logProbabilities(dense);
            const at::Tensor probabilities = expected.exp();
            for (std::size_t i = 0; i < variants.size(); ++i) {
                context.poll();
                sums[i] += (probabilities * (expected - logProbabilities(variants[i]))).sum(at::kDouble).item<double>();
            }
            tokens += double(dense[batch].size(1));
        }
    }
    for (double& sum : sums)
        sum /= tokens;
    return sums;
}

} // namespace

std::vector<at::Tensor> surveyLayers(const ModelView& model, const Windows& windows, RunContext& context,
                                     const LayerVisitor& visit)
{
    const at::NoGradGuard noGrad;
    Batches hidden = embedded(model, nn::loadEnds(model.checkpoint()), windows);
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

TrialRuns::TrialRuns(const ModelView& model, const PrunedModules& modules, TrialPruner pruner, RunContext& context)
    : m_model(model), m_modules(modules), m_pruner(pruner), m_context(context), m_ends(nn::loadEnds(model.checkpoint()))
{
    const at::NoGradGuard noGrad;
    const RunData& data = context.data();
    if (data.selection.empty() || data.calibration.empty())
        throw std::invalid_argument("sensitivity needs calibration and selection windows");
    const std::size_t bytesOfToken = 2 * modules.size() * std::size_t(model.spec().hiddenSize) * sizeof(float);
    const Windows selection = firstOf(data.selection, std::min(kSelectionTokens, kLargestStates / bytesOfToken));
    const Windows calibration = firstOf(data.calibration, kCalibrationTokens);
    Windows all = selection;
    all.insert(all.end(), calibration.begin(), calibration.end());
    m_rotary = rotaryFor(model, all);
    m_selection = embedded(model, m_ends, selection);
    m_calibration = embedded(model, m_ends, calibration);
    m_dense = surveyLayers(model, selection, context, {});
}

Trial TrialRuns::run(const std::vector<double>& sparsities, double step) const
{
    const at::NoGradGuard noGrad;
    Trial trial;
    trial.sparsities = sparsities;
    Batches calibration = m_calibration;
    std::vector<Batches> variants = {m_selection}; // then two of each layer that has been passed
    nn::Block block;
    for (std::size_t layer = 0, next = 0; layer < m_modules.size(); ++layer) {
        nn::loadBlock(m_model.checkpoint(), layer, block);
        if (m_modules[layer].empty()) {
            advance(m_model, block, m_rotary, calibration, m_context);
            for (Batches& variant : variants)
                advance(m_model, block, m_rotary, variant, m_context);
            continue;
        }
        TrialLayer work(block, m_modules[layer], m_pruner, m_context.cancel());
        work.observe(m_model, m_rotary, calibration, m_context);
        const double sparsity = sparsities.at(next++);
        const Batches entering = variants.front();
        const nn::Block pruned = work.pruned(sparsity);
        advance(m_model, pruned, m_rotary, calibration, m_context);
        for (Batches& variant : variants)
            advance(m_model, pruned, m_rotary, variant, m_context);
        if (step <= 0.0)
            continue;
        const Neighbours around{std::max(0.0, sparsity - step), std::min(1.0, sparsity + step), 0.0, 0.0};
        for (const double level : {around.low, around.high}) {
            variants.push_back(entering);
            advance(m_model, work.pruned(level), m_rotary, variants.back(), m_context);
        }
        trial.neighbours.push_back(around);
    }
    const std::vector<double> losses = divergences(m_model, m_ends, m_dense, variants, m_context);
    trial.loss = losses.front();
    for (std::size_t i = 0; i < trial.neighbours.size(); ++i) {
        trial.neighbours[i].lossLow = losses[1 + 2 * i];
        trial.neighbours[i].lossHigh = losses[2 + 2 * i];
    }
    return trial;
}

} // namespace espalier::compress
