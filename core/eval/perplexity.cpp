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

/// Two models over the same windows.
class SideBySide
{
public:
    SideBySide(const model::Checkpoint& checkpoint, const model::Checkpoint& baseline,
               const std::vector<Window>& windows, const EvaluationOptions& options)
        : m_checkpoint(checkpoint), m_baseline(baseline), m_windows(windows), m_job{windows, options},
          m_ends(nn::loadEnds(checkpoint)), m_baselineEnds(nn::loadEnds(baseline))
    {
    }

    Comparison run(const Records& records, const PerplexityProtocol& protocol,
                   std::chrono::steady_clock::time_point begun)
    {
        const model::ModelSpec& spec = m_checkpoint.spec();
        const model::ModelSpec& baselineSpec = m_baseline.spec();
        // Both models' states of a group are alive at once.
        const auto groups =
            groupEnds(m_windows, std::max(spec.hiddenSize, baselineSpec.hiddenSize), m_job.options.hiddenBytes / 2);
        m_job.passes = std::int64_t(groups.size() * (spec.layers.size() + baselineSpec.layers.size()));
        for (const std::size_t end : groups)
            measureGroup(end);
        Comparison comparison;
        comparison.figure = finish(m_losses, records, protocol, begun);
        comparison.baselinePerplexity = summarize(m_baselineLosses, protocol.name).perplexity;
        comparison.meanKl = m_sum.klSum / double(comparison.figure.tokens);
        comparison.topTokenAgreement = double(m_sum.sameTop) / double(comparison.figure.tokens);
        return comparison;
    }

private:
    void measureGroup(std::size_t end)
    {
        const std::size_t begin = m_losses.size();
        const auto states = finalStates(m_checkpoint, m_ends, m_job, begin, end);
        const auto baselineStates = finalStates(m_baseline, m_baselineEnds, m_job, begin, end);
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (m_job.options.cancel.requested())
                throw Cancelled();
            const HeadSide model{m_checkpoint.spec(), m_ends, states[i]};
            const HeadSide baseline{m_baseline.spec(), m_baselineEnds, baselineStates[i]};
            const Window& window = m_windows[begin + i];
            m_losses.push_back(headLoss(model.spec, model.ends, model.hidden, window));
            m_baselineLosses.push_back(headLoss(baseline.spec, baseline.ends, baseline.hidden, window));
            const Divergence divergence = headDivergence(baseline, model, window);
            m_sum.klSum += divergence.klSum;
            m_sum.sameTop += divergence.sameTop;
        }
    }

    const model::Checkpoint& m_checkpoint;
    const model::Checkpoint& m_baseline;
    const std::vector<Window>& m_windows;
    Job m_job;
    nn::Ends m_ends;
    nn::Ends m_baselineEnds;
    std::vector<WindowLoss> m_losses;
    std::vector<WindowLoss> m_baselineLosses;
    Divergence m_sum;
};

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
    return SideBySide(checkpoint, baseline, *windows, options).run(records, protocol, begun);
}

} // namespace espalier::eval
