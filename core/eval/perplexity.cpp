#include "core/eval/perplexity.h"

#include <algorithm>
#include <chrono>

#include "core/base/thread_pool.h"
#include "core/eval/loss.h"
#include "core/eval/summary.h"
#include "core/eval/windows.h"

namespace espalier::eval {
namespace {

/// Share of a group's work that run() is; the rest are logits and losses. Only progress depends on it.
constexpr double kRunShare = 0.9;

using Clock = std::chrono::steady_clock;

/// Rising progress over groups of windows, each of `models` runs and then its losses.
class Progress
{
public:
    Progress(const EvaluationOptions& options, std::size_t windows) : m_options(options), m_windows(double(windows)) {}

    void beginGroup(std::size_t windows)
    {
        m_done += m_group;
        m_group = double(windows);
    }
    void ran(double fraction) const { report(kRunShare * fraction); }
    void scored(std::size_t windows) const { report(kRunShare + (1.0 - kRunShare) * double(windows) / m_group); }

private:
    void report(double fractionOfGroup) const
    {
        if (m_options.progress)
            m_options.progress(std::min(1.0, (m_done + m_group * fractionOfGroup) / m_windows));
    }

    const EvaluationOptions& m_options;
    double m_windows;
    double m_done = 0.0;
    double m_group = 0.0;
};

/// End of the group of windows from `begin` on whose states fit into memory together.
std::size_t groupEnd(const std::vector<Window>& windows, std::size_t begin, std::int64_t bytesPerToken,
                     std::int64_t limitBytes)
{
    std::int64_t bytes = 0;
    std::size_t end = begin;
    do {
        bytes += std::int64_t(windows[end].ids.size()) * bytesPerToken;
        ++end;
    } while (end < windows.size() && bytes + std::int64_t(windows[end].ids.size()) * bytesPerToken <= limitBytes);
    return end;
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

Result<std::vector<Window>> checkedWindows(const LogitSource& model, const Records& records,
                                           const PerplexityProtocol& protocol, const EvaluationOptions& options)
{
    auto windows = cutWindows(records, protocol, options.beginOfSequence);
    if (windows)
        if (auto error = checkIds(*windows, model.checkpoint().spec().vocabularySize))
            return *error;
    return windows;
}

PerplexityFigure finish(const std::vector<WindowLoss>& losses, const Records& records,
                        const PerplexityProtocol& protocol, Clock::time_point begun)
{
    PerplexityFigure figure = summarize(losses, protocol.name);
    figure.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    figure.protocol = protocol;
    figure.protocol.dataHash = hashOfRecords(records);
    if (protocol.name != "sliding") // windows stand end to end: one value, so that equal protocols compare equal
        figure.protocol.stride = protocol.windowTokens;
    return figure;
}

/// What the positions from `position` on are to predict.
std::span<const text::TokenId> targetsOf(const Window& window, std::int64_t position, std::int64_t count)
{
    return std::span(window.ids).subspan(std::size_t(position) + 1, std::size_t(count));
}

/// Two models over the same windows.
struct SideBySide
{
    LogitSource& model;
    LogitSource& baseline;
    ThreadPool& pool;
    WindowLoss loss;
    WindowLoss baselineLoss;
    Divergence sum;

    void score(const Window& window, std::size_t index)
    {
        loss = baselineLoss = {0.0, window.predictions()};
        forEachPiece(window, model.checkpoint().spec().vocabularySize, [&](std::int64_t at, std::int64_t count) {
            const auto targets = targetsOf(window, at, count);
            const auto got = model.logits(index, at, count);
            const auto expected = baseline.logits(index, at, count);
            loss.sum += lossSum(got, targets, pool);
            baselineLoss.sum += lossSum(expected, targets, pool);
            const Divergence part = divergence(expected, got, targets.size(), pool);
            sum.klSum += part.klSum;
            sum.sameTop += part.sameTop;
        });
    }
};

WindowLoss lossOf(LogitSource& model, const Window& window, std::size_t index, ThreadPool& pool)
{
    WindowLoss loss{0.0, window.predictions()};
    forEachPiece(window, model.checkpoint().spec().vocabularySize, [&](std::int64_t at, std::int64_t count) {
        loss.sum += lossSum(model.logits(index, at, count), targetsOf(window, at, count), pool);
    });
    return loss;
}

} // namespace

Result<PerplexityFigure> evaluatePerplexity(LogitSource& model, const Records& records,
                                            const PerplexityProtocol& protocol, const EvaluationOptions& options)
{
    const auto begun = Clock::now();
    const auto windows = checkedWindows(model, records, protocol, options);
    if (!windows)
        return windows.error();
    ThreadPool pool(options.threads);
    Progress progress(options, windows->size());
    std::vector<WindowLoss> losses;
    while (losses.size() < windows->size()) {
        const std::size_t begin = losses.size();
        const std::size_t end = groupEnd(*windows, begin, model.bytesPerToken(), options.stateBytes);
        const auto group = std::span(*windows).subspan(begin, end - begin);
        progress.beginGroup(group.size());
        model.run(group, options.cancel, [&](double fraction) { progress.ran(fraction); });
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (options.cancel.requested())
                throw Cancelled();
            losses.push_back(lossOf(model, group[i], i, pool));
            progress.scored(i + 1);
        }
    }
    return finish(losses, records, protocol, begun);
}

Result<Comparison> compareModels(LogitSource& model, LogitSource& baseline, const Records& records,
                                 const PerplexityProtocol& protocol, const EvaluationOptions& options)
{
    const auto begun = Clock::now();
    const auto& spec = model.checkpoint().spec();
    const auto& baselineSpec = baseline.checkpoint().spec();
    if (spec.vocabularySize != baselineSpec.vocabularySize)
        return Error{"evaluate.baseline",
                     "The baseline has " + std::to_string(baselineSpec.vocabularySize) + " tokens and the model " +
                         std::to_string(spec.vocabularySize) + ": only models of one vocabulary compare.",
                     baseline.checkpoint().folder().string()};
    const auto windows = checkedWindows(model, records, protocol, options);
    if (!windows)
        return windows.error();
    ThreadPool pool(options.threads);
    Progress progress(options, windows->size());
    SideBySide sides{model, baseline, pool, {}, {}, {}};
    std::vector<WindowLoss> losses;
    std::vector<WindowLoss> baselineLosses;
    const std::int64_t bytesPerToken = model.bytesPerToken() + baseline.bytesPerToken();
    while (losses.size() < windows->size()) {
        const std::size_t begin = losses.size();
        const std::size_t end = groupEnd(*windows, begin, bytesPerToken, options.stateBytes);
        const auto group = std::span(*windows).subspan(begin, end - begin);
        progress.beginGroup(group.size());
        model.run(group, options.cancel, [&](double fraction) { progress.ran(fraction / 2); });
        baseline.run(group, options.cancel, [&](double fraction) { progress.ran((1.0 + fraction) / 2); });
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (options.cancel.requested())
                throw Cancelled();
            sides.score(group[i], i);
            losses.push_back(sides.loss);
            baselineLosses.push_back(sides.baselineLoss);
            progress.scored(i + 1);
        }
    }
    Comparison comparison;
    comparison.figure = finish(losses, records, protocol, begun);
    comparison.baselinePerplexity = summarize(baselineLosses, protocol.name).perplexity;
    comparison.meanKl = sides.sum.klSum / double(comparison.figure.tokens);
    comparison.topTokenAgreement = double(sides.sum.sameTop) / double(comparison.figure.tokens);
    return comparison;
}

} // namespace espalier::eval
