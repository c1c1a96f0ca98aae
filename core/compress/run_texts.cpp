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
    texts.chooseProbe();
    return texts;
}

Result<void> RunTexts::loadCalibration(const CompressOptions& options, const text::Tokenizer& tokenizer,
                                       std::int64_t vocabulary, bool selects)
{
    const auto tokens = text::loadTokens(options.calibrationFiles, options.dataset, tokenizer);
    if (!tokens)
        return tokens.error();
    if (auto known = checkTokens(*tokens, vocabulary); !known)
        return known;
    auto chosen = text::windows(*tokens, std::size_t(windowTokens), options.samples);
    if (!chosen)
        return chosen.error();
    data.calibration = chosen.take();
    data.training = text::windows(*tokens, std::size_t(windowTokens), 0).value();
    if (auto apart = checkLeak(data.training); !apart)
        return apart;
    const std::size_t wanted = std::size_t(plan::selectionWindowCount(windowTokens));
    const Windows unseen = without(data.training, data.calibration);
    data.selection = spread(unseen, wanted);
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
    return {};
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
    auto tokens = text::loadTokens(options.evaluationFiles, options.dataset, tokenizer);
    if (!tokens)
        return tokens.error();
    if (auto known = checkTokens(*tokens, vocabulary); !known)
        return known;
    // Said before the hours of work rather than after them.
    if (const auto enough = text::windows(*tokens, std::size_t(windowTokens), 1); !enough)
        return enough.error();
    evaluation = tokens.take();
    protocol.join = options.dataset.recordJoin;
    protocol.windowTokens = windowTokens;
    protocol.stride = windowTokens;
    protocol.beginOfSequence = tokenizer.addsBeginOfSequence();
    return {};
}

void RunTexts::chooseProbe()
{
    const std::size_t count = std::size_t(plan::probeWindowCount(windowTokens));
    if (!evaluation.empty()) {
        probe = text::windows(evaluation, std::size_t(windowTokens), count).value();
        probeSource = "evaluation";
        return;
    }
    const Windows unseen = data.selection;
    probeSource = unseen.empty() ? "calibration windows" : "calibration text, unseen windows";
    probe = spread(unseen.empty() ? data.calibration : unseen, count);
}

} // namespace espalier::compress
