#include "core/compress/run_texts.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "core/compress/plan/run_plan.h"
#include "core/eval/windows.h"
#include "core/text/dataset.h"

namespace espalier::compress {
namespace {

constexpr std::size_t kSelectionShare = 8; ///< one of so many calibration windows, where the text has no others

/// `count` of them, spread evenly.
Windows spread(const Windows& windows, std::size_t count)
{
    Windows result;
    const std::size_t taken = std::min(count, windows.size());
    for (std::size_t i = 0; i < taken; ++i)
        result.push_back(windows[i * windows.size() / taken]);
    return result;
}

/// Those of `windows` that `others` has not.
Windows without(const Windows& windows, const Windows& others)
{
    Windows result;
    std::copy_if(windows.begin(), windows.end(), std::back_inserter(result),
                 [&](const auto& window) { return std::find(others.begin(), others.end(), window) == others.end(); });
    return result;
}

Result<void> checkTokens(const std::vector<text::TokenId>& tokens, std::int64_t vocabulary)
{
    for (const text::TokenId id : tokens) {
        if (id < 0 || id >= vocabulary)
            return Error{"data.tokens",
                         "The tokenizer gives token " + std::to_string(id) + ", but the model knows " +
                             std::to_string(vocabulary) + " tokens only: they do not belong together.",
                         {}};
    }
    return {};
}

} // namespace

Result<RunTexts> RunTexts::load(const CompressOptions& options, const model::Checkpoint& source, bool selects)
{
    const std::int64_t context = source.spec().contextLength;
    RunTexts texts;
    texts.data.seed = options.seed;
    texts.windowTokens = options.windowTokens == 0 ? std::min<std::int64_t>(2048, context) : options.windowTokens;
    if (texts.windowTokens < 2 || texts.windowTokens > context)
        return Error{"run.window",
                     "A window of " + std::to_string(texts.windowTokens) +
                         " tokens does not fit: the model reads 2 to " + std::to_string(context) + ".",
                     {}};
    if (options.calibrationFiles.empty() && options.evaluationFiles.empty())
        return texts;
    const auto tokenizer = text::Tokenizer::load(options.model);
    if (!tokenizer)
        return tokenizer.error();
    const std::int64_t vocabulary = source.spec().vocabularySize;
    if (!options.evaluationFiles.empty()) {
        if (auto loaded = texts.loadEvaluation(options, **tokenizer, vocabulary); !loaded)
            return loaded.error();
    }
    if (!options.calibrationFiles.empty()) {
        if (auto loaded = texts.loadCalibration(options, **tokenizer, vocabulary, selects); !loaded)
            return loaded.error();
    }
    return texts;
}

Result<void> RunTexts::loadCalibration(const CompressOptions& options, const text::Tokenizer& tokenizer,
                                       std::int64_t vocabulary, bool selects)
{
    const auto stream = text::loadStream(options.calibrationFiles, options.dataset, tokenizer, options.model);
    if (!stream)
        return stream.error();
    if (auto known = checkTokens(stream->tokens, vocabulary); !known)
        return known;
    auto chosen = text::windows(stream->tokens, std::size_t(windowTokens), options.samples);
    if (!chosen)
        return chosen.error();
    data.calibration = chosen.take();
    data.training = text::windows(stream->tokens, std::size_t(windowTokens), 0).value();
    data.chats = stream->chats;
    for (std::size_t i = 0; i < data.training.size() && !stream->prompts.empty(); ++i) {
        const auto first = stream->prompts.begin() + std::ptrdiff_t(i) * windowTokens;
        data.prompts.try_emplace(data.training[i], first, first + windowTokens);
    }
    if (auto apart = checkLeak(data.training); !apart)
        return apart;
    Windows unseen = without(data.training, data.calibration);
    if (evaluation.empty())
        unseen = takeProbe(std::move(unseen), selects);
    data.selection = spread(unseen, std::size_t(plan::selectionWindowCount(windowTokens)));
    if (unseen.empty() && selects) {
        if (data.calibration.size() < 2)
            return Error{"data.short",
                         "The recipe makes choices on text that it does not calibrate on, and the calibration text has "
                         "one window only. Give it more text or take shorter windows (--seqlen).",
                         {}};
        data.selection = spread(data.calibration, std::max<std::size_t>(1, data.calibration.size() / kSelectionShare));
        data.calibration = without(data.calibration, data.selection);
    }
    data.training = without(data.training, data.selection);
    if (probe.empty() && evaluation.empty())
        probe = spread(data.selection.empty() ? data.calibration : data.selection, probeCount());
    return {};
}

/// Without an evaluation text, windows of the calibration text are probed with: such as nobody learns from or chooses
/// by, where there are enough of them.
/// @return those that are left to choose by
Windows RunTexts::takeProbe(Windows unseen, bool selects)
{
    const std::size_t spare = selects ? unseen.size() / 2 : unseen.size();
    probe = spread(unseen, std::min(probeCount(), spare));
    data.training = without(data.training, probe);
    probeSource = !probe.empty() ? "calibration text, windows that the run does not use"
                  : selects      ? kChoiceWindows
                                 : "calibration text, windows that are calibrated on";
    return without(unseen, probe);
}

std::size_t RunTexts::probeCount() const
{
    return std::size_t(plan::probeWindowCount(windowTokens));
}

/// Windows are cut at other places in the two texts, so spans of half a window are looked for at every place.
Result<void> RunTexts::checkLeak(const Windows& every) const
{
    const std::size_t span = std::size_t(std::max<std::int64_t>(2, windowTokens / 2));
    if (evaluation.size() < span)
        return {};
    constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
    std::uint64_t power = 1;
    for (std::size_t i = 1; i < span; ++i)
        power *= kBase;
    const auto step = [&](std::uint64_t hash, const text::TokenId* leaving, text::TokenId entering) {
        if (leaving)
            hash -= (std::uint64_t(*leaving) + 1) * power;
        return hash * kBase + std::uint64_t(entering) + 1;
    };
    std::unordered_set<std::uint64_t> seen; // of the calibration text: its spans at multiples of the span
    for (const auto& window : every) {
        for (std::size_t first = 0; first + span <= window.size(); first += span) {
            std::uint64_t hash = 0;
            for (std::size_t i = first; i < first + span; ++i)
                hash = step(hash, nullptr, window[i]);
            seen.insert(hash);
        }
    }
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < evaluation.size(); ++i) {
        hash = step(hash, i >= span ? &evaluation[i - span] : nullptr, evaluation[i]);
        if (i + 1 >= span && seen.contains(hash))
            return Error{"run.leak",
                         "The evaluation text has a passage of " + std::to_string(span) +
                             " tokens that is in the calibration text too, so its figures would not be held out. "
                             "Name other files with --data or --eval-data.",
                         {}};
    }
    return {};
}

Result<void> RunTexts::loadEvaluation(const CompressOptions& options, const text::Tokenizer& tokenizer,
                                      std::int64_t vocabulary)
{
    auto stream = text::loadStream(options.evaluationFiles, options.dataset, tokenizer, options.model);
    if (!stream)
        return stream.error();
    const std::vector<text::TokenId>& tokens = stream->tokens;
    if (auto known = checkTokens(tokens, vocabulary); !known)
        return known;
    // Said before the hours of work rather than after them.
    if (const auto enough = text::windows(tokens, std::size_t(windowTokens), 1); !enough)
        return enough.error();
    evaluation = tokens;
    probe = text::windows(evaluation, std::size_t(windowTokens), probeCount()).value();
    probeSource = "evaluation";
    protocol.join = options.dataset.recordJoin;
    protocol.windowTokens = windowTokens;
    protocol.stride = windowTokens;
    protocol.beginOfSequence = tokenizer.addsBeginOfSequence();
    return {};
}

} // namespace espalier::compress
