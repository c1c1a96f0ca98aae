#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/text/tokenizer.h"

namespace espalier::engine {

/// How the next token is chosen. Applied in this order: logit bias, penalties, (greedy: argmax and done,) top-k,
/// typical, top-p, min-p, temperature. What is left at its default does nothing. Each filter sees the probabilities of
/// what the one before it left, at temperature 1. A value without meaning (NaN, a repetition penalty of 0) counts as
/// the default.
struct SamplingOptions
{
    double temperature = 0.7;       ///< 0: greedy
    std::int64_t topK = 0;          ///< 0: all
    double topP = 1.0;              ///< smallest set of tokens with at least this probability (Holtzman et al. 2020)
    double minP = 0.0;              ///< at least this share of the best token's probability (Nguyen et al. 2024)
    double typicalP = 1.0;          ///< locally typical sampling (Meister et al. 2023)
    double repetitionPenalty = 1.0; ///< CTRL (Keskar et al. 2019): positive logits divided, negative multiplied
    double frequencyPenalty = 0.0;  ///< OpenAI: subtracted for each time the token occurred in the generated text
    double presencePenalty = 0.0;   ///< OpenAI: subtracted once if it occurred there
    std::int64_t penaltyTokens =
        64; ///< the repetition penalty looks at this many last tokens, prompt included; -1: all
    std::uint64_t seed = 0;
    std::vector<std::pair<text::TokenId, double>> logitBias;

    bool greedy() const { return temperature <= 0.0 || topK == 1; }
};

/// A token and the natural logarithm of its probability by the model (before sampling options).
struct TokenProbability
{
    text::TokenId id = 0;
    double logProbability = 0.0;
};

class Sampler
{
public:
    explicit Sampler(SamplingOptions options);

    /// What counts for the repetition penalty before anything is generated.
    void acceptPrompt(std::span<const text::TokenId> tokens);

    /// Chooses the next token and remembers it. The same options, prompt and logits give the same tokens on every
    /// machine (own generator, no library distribution). Of equal logits the lowest id is best. NaN logits count as the
    /// lowest.
    /// @param logits [vocabulary], left in an unspecified state
    text::TokenId sample(std::span<float> logits);

    const SamplingOptions& options() const { return m_options; }

private:
    void applyBias(std::span<float> logits) const;
    void applyPenalties(std::span<float> logits) const;
    text::TokenId choose(std::span<const float> logits);

    SamplingOptions m_options;
    std::mt19937_64 m_generator;
    std::vector<text::TokenId> m_history;                       ///< prompt and generated
    std::unordered_map<text::TokenId, std::size_t> m_generated; ///< how often
};

/// The model's log probabilities (log-softmax) of `id` (first entry) and then of the `count` most likely tokens.
std::vector<TokenProbability> logProbabilities(std::span<const float> logits, text::TokenId id, std::size_t count);

} // namespace espalier::engine
