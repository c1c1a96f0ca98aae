#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/base/thread_pool.h"
#include "core/engine/loaded_model.h"
#include "core/text/tokenizer.h"

namespace espalier::eval {

/// A token that came next or might have, with its probability by each of two models.
struct TokenAlternative
{
    text::TokenId id = 0;
    double baseline = 0.0;
    double model = 0.0;
};

/// How far two models' predictions of one token are apart.
struct TokenDivergence
{
    double kl = 0.0;              ///< KL(baseline || model), nats
    std::size_t baselineRank = 1; ///< of the token that came: 1 is the most likely one, of equals the lower id
    /// Those that either model holds most likely, by the larger of their two probabilities; then the token that came,
    /// if it is not among them.
    std::vector<TokenAlternative> alternatives;
};

/// @param baseline, model logits, both [vocabulary] @param chosen the token that came, below the vocabulary's size
/// @param count of alternatives, without the chosen one
TokenDivergence compareTokens(std::span<const float> baseline, std::span<const float> model, text::TokenId chosen,
                              std::size_t count);

/// A text of which the last tokens, the reply, are looked at one by one.
struct ScoredReply
{
    std::vector<text::TokenId> prompt; ///< at least one token
    std::vector<text::TokenId> reply;
};

/// Whether every token means the same in both vocabularies, which comparing predictions takes. Error
/// `divergence.vocabulary`.
Result<void> requireSameVocabulary(const text::Tokenizer& baseline, const text::Tokenizer& model);

/// Both models read the whole text, and their predictions of each token of the reply are compared, in pieces, so that
/// a long text takes little memory beyond its keys and values. @param progress 0..1, from the calling thread
/// Errors: `divergence.vocabulary` (of different size), `engine.context`. Throws Cancelled, std::runtime_error.
Result<std::vector<TokenDivergence>> divergenceOfReply(std::shared_ptr<const engine::LoadedModel> baseline,
                                                       std::shared_ptr<const engine::LoadedModel> model,
                                                       const ScoredReply& text, std::size_t count, ThreadPool& pool,
                                                       const CancelToken& cancel,
                                                       const std::function<void(double fraction)>& progress);

} // namespace espalier::eval
