#include "core/eval/token_divergence.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/eval/engine_logits.h"
#include "core/eval/loss.h"

namespace espalier::eval {
namespace {

/// Rows of logits at a time: few enough that a reader sees progress and that Cancel acts soon.
constexpr std::int64_t kRows = 16;

std::vector<double> probabilities(std::span<const float> logits)
{
    const double maximum = *std::ranges::max_element(logits);
    std::vector<double> result(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i)
        result[i] = std::exp(double(logits[i]) - maximum);
    const double total = std::accumulate(result.begin(), result.end(), 0.0);
    for (double& value : result)
        value /= total;
    return result;
}

std::size_t rankOf(text::TokenId id, std::span<const float> logits)
{
    const float own = logits[std::size_t(id)];
    std::size_t before = 0;
    for (std::size_t i = 0; i < logits.size(); ++i)
        before += logits[i] > own || (logits[i] == own && i < std::size_t(id)) ? 1 : 0;
    return before + 1;
}

Error vocabularyError(const std::string& what)
{
    return {"divergence.vocabulary",
            "The two models have different vocabularies (" + what +
                "), so that their predictions cannot be compared. Choose two models of one family.",
            ""};
}

} // namespace

TokenDivergence compareTokens(std::span<const float> baseline, std::span<const float> model, text::TokenId chosen,
                              std::size_t count)
{
    TokenDivergence result;
    result.kl = std::max(divergenceOfRow(baseline, model), 0.0); // rounding may leave a little below 0; NaN stays
    result.baselineRank = rankOf(chosen, baseline);
    const std::vector<double> expected = probabilities(baseline);
    const std::vector<double> got = probabilities(model);
    std::vector<std::size_t> ids(baseline.size());
    std::iota(ids.begin(), ids.end(), std::size_t(0));
    count = std::min(count, ids.size());
    const auto larger = [&](std::size_t i) { return std::max(expected[i], got[i]); };
    std::ranges::partial_sort(ids, ids.begin() + std::ptrdiff_t(count), [&](std::size_t a, std::size_t b) {
        return larger(a) != larger(b) ? larger(a) > larger(b) : a < b;
    });
    ids.resize(count);
    if (std::ranges::find(ids, std::size_t(chosen)) == ids.end())
        ids.push_back(std::size_t(chosen));
    for (const std::size_t id : ids)
        result.alternatives.push_back({text::TokenId(id), expected[id], got[id]});
    return result;
}

Result<void> requireSameVocabulary(const text::Tokenizer& baseline, const text::Tokenizer& model)
{
    if (baseline.vocabularySize() != model.vocabularySize())
        return vocabularyError(std::to_string(baseline.vocabularySize()) + " and " +
                               std::to_string(model.vocabularySize()) + " tokens");
    for (text::TokenId id = 0; id < baseline.vocabularySize(); ++id) {
        if (baseline.piece(id) != model.piece(id))
            return vocabularyError("token " + std::to_string(id) + " is \"" + baseline.piece(id) + "\" and \"" +
                                   model.piece(id) + "\"");
    }
    return {};
}

Result<std::vector<TokenDivergence>> divergenceOfReply(std::shared_ptr<const engine::LoadedModel> baseline,
                                                       std::shared_ptr<const engine::LoadedModel> model,
                                                       const ScoredReply& text, std::size_t count, ThreadPool& pool,
                                                       const CancelToken& cancel,
                                                       const std::function<void(double fraction)>& progress)
{
    const std::int64_t vocabulary = model->spec().vocabularySize;
    if (baseline->spec().vocabularySize != vocabulary)
        return vocabularyError(std::to_string(baseline->spec().vocabularySize) + " and " + std::to_string(vocabulary) +
                               " predictions");
    for (const auto id : text.reply) {
        if (id < 0 || id >= vocabulary)
            return vocabularyError("a reply with token " + std::to_string(id) + ", of " + std::to_string(vocabulary) +
                                   " predictions");
    }
    Window window;
    window.ids = text.prompt;
    window.ids.insert(window.ids.end(), text.reply.begin(), text.reply.end());
    window.firstTarget = std::int64_t(text.prompt.size());
    const std::int64_t context = std::min(baseline->spec().contextLength, model->spec().contextLength);
    if (std::int64_t(window.ids.size()) > context)
        return Error{"engine.context",
                     "The text of " + std::to_string(window.ids.size()) + " tokens does not fit the context of " +
                         std::to_string(context) + " tokens that both models have.",
                     ""};
    EngineLogits expected(std::move(baseline), pool);
    EngineLogits got(std::move(model), pool);
    for (EngineLogits* source : {&expected, &got})
        source->run({&window, 1}, cancel, {});
    std::vector<TokenDivergence> result(text.reply.size());
    const auto width = std::size_t(vocabulary);
    for (std::size_t done = 0; done < result.size();) {
        const std::int64_t rows = std::min<std::int64_t>(kRows, std::int64_t(result.size() - done));
        const std::int64_t position = window.firstTarget - 1 + std::int64_t(done);
        const auto expectedRows = expected.logits(0, position, rows);
        const auto gotRows = got.logits(0, position, rows);
        pool.run(std::size_t(rows), [&](std::size_t row) {
            result[done + row] = compareTokens(expectedRows.subspan(row * width, width),
                                               gotRows.subspan(row * width, width), text.reply[done + row], count);
        });
        done += std::size_t(rows);
        if (progress)
            progress(double(done) / double(result.size()));
    }
    return result;
}

} // namespace espalier::eval
