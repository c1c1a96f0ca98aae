#include "core/eval/perplexity.h"

#include <algorithm>
#include <chrono>

#include "core/eval/head_loss.h"
#include "core/eval/summary.h"
#include "core/eval/windows.h"

namespace espalier::eval {
namespace {

/// Activations of one forward step of a decoder layer stay near this size: more only falls out of the caches.
constexpr std::int64_t kStepBytes = std::int64_t(64) << 20;

struct Job
{
    const std::vector<Window>& windows;
    const EvaluationOptions& options;
    std::int64_t passes = 0; ///< layers to run, over all groups and models
    std::int64_t done = 0;

    void passed()
    {
        ++done;
        if (options.progress)
            options.progress(double(done) / double(passes));
    }
};

std::int64_t widestLayer(const model::ModelSpec& spec)
{
    std::int64_t width = spec.hiddenSize;
    for (const model::LayerSpec& layer : spec.layers)
        for (const model::LinearSpec& linear : layer.linears)
            width = std::max({width, linear.outFeatures, linear.inFeatures});
    return width;
}

/// End of the windows from `begin` on that have the same length and fit into one step.
std::size_t endOfBatch(const std::vector<Window>& windows, std::size_t begin, std::size_t end, std::int64_t width)
{
    const std::size_t tokens = windows[begin].ids.size();
    const std::int64_t bytes = std::int64_t(tokens) * width * 4 * 3;
    const std::size_t most = std::size_t(std::max<std::int64_t>(1, kStepBytes / bytes));
    std::size_t last = begin + 1;
    while (last < end && last - begin < most && windows[last].ids.size() == tokens)
        ++last;
    return last;
}

/// Ends of the groups of windows whose hidden states fit into memory together.
std::vector<std::size_t> groupEnds(const std::vector<Window>& windows, std::int64_t hiddenSize, std::int64_t limitBytes)
{
    std::vector<std::size_t> ends;
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const std::int64_t own = std::int64_t(windows[i].ids.size()) * hiddenSize * 4;
        if (i > 0 && bytes + own > limitBytes) {
            ends.push_back(i);
            bytes = 0;
        }
        bytes += own;
    }
    ends.push_back(windows.size());
    return ends;
}

/// Hidden states after the last layer, one [tokens, hidden] tensor a window.
std::vector<at::Tensor> finalStates(const model::Checkpoint& checkpoint, const nn::Ends& ends, Job& job,
                                    std::size_t begin, std::size_t end)
{
    const std::int64_t width = widestLayer(checkpoint.spec());
    std::vector<at::Tensor> batches;
    for (std::size_t first = begin; first < end;) {
        const std::size_t last = endOfBatch(job.windows, first, end, width);
        batches.push_back(nn::embed(ends, idsOf(job.windows, first, last)));
        first = last;
    }
    nn::forwardLayers(checkpoint, batches, job.options.cancel, [&job](std::size_t) { job.passed(); });
    std::vector<at::Tensor> states;
    for (const at::Tensor& batch : batches)
        for (std::int64_t row = 0; row < batch.size(0); ++row)
            states.push_back(batch.select(0, row));
    return states;
}

std::optional<Error> checkIds(const std::vector<Window>& windows, std::int64_t vocabulary)
{
    for (const Window& window : windows)
        for (const text::TokenId id : window.ids)
            if (id < 0 || id >= vocabulary)
                return Error{"data.tokens",
                             "The tokenizer gives token " + std::to_string(id) + ", but the model knows " +
                                 std::to_string(vocabulary) + " tokens only: they do not belong together.",
                             {}};
    return std::nullopt;
}

Result<std::vector<Window>> checkedWindows(const model::Checkpoint& checkpoint, const Records& records,
                                           const PerplexityProtocol& protocol, const EvaluationOptions& options)
{
    auto windows = cutWindows(records, protocol, options.beginOfSequence);
    if (windows)
        if (auto error = checkIds(*windows, checkpoint.spec().vocabularySize))
            return *error;
    return windows;
}

PerplexityFigure finish(const std::vector<WindowLoss>& losses, const Records& records,
                        const PerplexityProtocol& protocol, std::chrono::steady_clock::time_point begun)
{
    PerplexityFigure figure = summarize(losses, protocol.name);
    figure.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    figure.protocol = protocol;
    figure.protocol.dataHash = hashOfRecords(records);
    if (protocol.name != "sliding") // windows stand end to end: one value, so that equal protocols compare equal
        figure.protocol.stride = protocol.windowTokens;
    return figure;
}

} // namespace

Result<PerplexityFigure> evaluatePerplexity(const model::Checkpoint& checkpoint, const Records& records,
                                            const PerplexityProtocol& protocol, const EvaluationOptions& options)
{
    const auto begun = std::chrono::steady_clock::now();
    const auto windows = checkedWindows(checkpoint, records, protocol, options);
    if (!windows)
        return windows.error();
    const model::ModelSpec& spec = checkpoint.spec();
    const auto groups = groupEnds(*windows, spec.hiddenSize, options.hiddenBytes);
    Job job{*windows, options, std::int64_t(groups.size() * spec.layers.size())};
    const nn::Ends ends = nn::loadEnds(checkpoint);
    std::vector<WindowLoss> losses;
    for (const std::size_t end : groups)
        for (const at::Tensor& state : finalStates(checkpoint, ends, job, losses.size(), end)) {
            if (options.cancel.requested())
                throw Cancelled();
            losses.push_back(headLoss(spec, ends, state, (*windows)[losses.size()]));
        }
    return finish(losses, records, protocol, begun);
}

Result<Comparison> compareModels(const model::Checkpoint& checkpoint, const model::Checkpoint& baseline,
                                 const Records& records, const PerplexityProtocol& protocol,
                                 const EvaluationOptions& options)
{
    const auto begun = std::chrono::steady_clock::now();
    const model::ModelSpec& spec = checkpoint.spec();
    const model::ModelSpec& baselineSpec = baseline.spec();
    if (spec.vocabularySize != baselineSpec.vocabularySize)
        return Error{"evaluate.baseline",
                     "The baseline has " + std::to_string(baselineSpec.vocabularySize) + " tokens and the model " +
                         std::to_string(spec.vocabularySize) + ": only models of one vocabulary compare.",
                     baseline.folder().string()};
    const auto windows = checkedWindows(checkpoint, records, protocol, options);
    if (!windows)
        return windows.error();
    // Both models' states of a group are alive at once.
    const auto groups =
        groupEnds(*windows, std::max(spec.hiddenSize, baselineSpec.hiddenSize), options.hiddenBytes / 2);
    Job job{*windows, options, std::int64_t(groups.size() * (spec.layers.size() + baselineSpec.layers.size()))};
    const nn::Ends ends = nn::loadEnds(checkpoint);
    const nn::Ends baselineEnds = nn::loadEnds(baseline);
    std::vector<WindowLoss> losses;
    std::vector<WindowLoss> baselineLosses;
    Divergence sum;
    for (const std::size_t end : groups) {
        const std::size_t begin = losses.size();
        const auto states = finalStates(checkpoint, ends, job, begin, end);
        const auto baselineStates = finalStates(baseline, baselineEnds, job, begin, end);
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (options.cancel.requested())
                throw Cancelled();
            const Window& window = (*windows)[begin + i];
            losses.push_back(headLoss(spec, ends, states[i], window));
            baselineLosses.push_back(headLoss(baselineSpec, baselineEnds, baselineStates[i], window));
            const Divergence own =
                headDivergence({baselineSpec, baselineEnds, baselineStates[i]}, {spec, ends, states[i]}, window);
            sum.klSum += own.klSum;
            sum.sameTop += own.sameTop;
        }
    }
    Comparison comparison;
    comparison.figure = finish(losses, records, protocol, begun);
    comparison.baselinePerplexity = summarize(baselineLosses, protocol.name).perplexity;
    comparison.meanKl = sum.klSum / double(comparison.figure.tokens);
    comparison.topTokenAgreement = double(sum.sameTop) / double(comparison.figure.tokens);
    return comparison;
}

} // namespace espalier::eval
