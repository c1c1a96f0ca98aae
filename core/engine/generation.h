#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/engine/executor.h"
#include "core/engine/sampler.h"
#include "core/text/tokenizer.h"

namespace espalier::engine {

struct GenerationOptions
{
    SamplingOptions sampling;
    std::int64_t maxTokens = -1;   ///< -1: until the context is full
    std::vector<std::string> stop; ///< ends before that of these texts which is complete first; it is not given out
    bool ignoreEndOfSequence = false;
    std::optional<std::size_t> logProbabilities; ///< how many alternatives to report with each token; none: no report
};

enum class StopReason { EndOfSequence, StopText, MaximumTokens, ContextFull, Cancelled };
std::string_view name(StopReason reason); ///< "end", "stop", "length", "context", "cancelled"

/// A generated token and the text that may be shown now.
struct GeneratedPiece
{
    std::optional<text::TokenId> token; ///< none in a last piece that only flushes text
    std::string text;                   ///< whole UTF-8 characters, and nothing that may still become a stop text
    std::vector<TokenProbability> logProbabilities; ///< see logProbabilities()
    std::optional<StopReason> stop;                 ///< set in the last piece
};

/// One answer in the making, apart from the model: takes logits, gives pieces of text. Shared by chat and server.
class Generation
{
public:
    /// @param endIds the tokens that end an answer (endOfAnswerIds())
    /// @param promptTokens what the model has been given (for penalties; a decoder's leading-space rule)
    Generation(const text::Tokenizer& tokenizer, std::vector<text::TokenId> endIds,
               std::span<const text::TokenId> promptTokens, GenerationOptions options);

    /// Chooses the next token from the logits (changed in place). `room`: tokens that the sequence can still take,
    /// this one included. Not to be called after a piece with a stop, nor with maxTokens = 0. The token that ends an
    /// answer counts as generated.
    GeneratedPiece next(std::span<float> logits, std::size_t room);
    /// Ends it from outside (Cancelled, or the context is full): what text is held back comes out.
    GeneratedPiece finish(StopReason reason);

    std::size_t generatedTokens() const { return m_generated; }
    const std::string& text() const { return m_text; } ///< all that was given out

private:
    std::string bytesOf(text::TokenId id);
    /// Takes bytes in and gives out what may be shown. @return whether a stop text is complete
    bool append(const std::string& bytes, std::string& shown);
    void flush(std::string& shown);

    const text::Tokenizer& m_tokenizer;
    std::vector<text::TokenId> m_endIds;
    GenerationOptions m_options;
    Sampler m_sampler;
    std::size_t m_generated = 0;
    std::vector<float> m_modelLogits;   ///< a copy from before the sampler, if log probabilities are asked for
    bool m_atStart = false;             ///< nothing of a text has been seen: the decoder's rules for its start apply
    std::vector<text::TokenId> m_start; ///< the tokens since then, without text so far
    std::string m_pending;              ///< bytes not given out: half a character, or the start of a stop text
    std::string m_text;
};

/// eos ids of config.json and generation_config.json, the tokenizer's own, and the usual ends of a turn that its
/// vocabulary has as special tokens ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", ...).
std::vector<text::TokenId> endOfAnswerIds(const model::Checkpoint& checkpoint, const text::Tokenizer& tokenizer);

/// Whether a prompt leaves room for an answer. Errors: `prompt.empty`, `engine.context` (says both lengths).
Result<void> checkPromptLength(std::size_t promptTokens, std::size_t contextTokens);

/// Error `engine.nan` if there is no number among the logits: whatever a sampler chose would mean nothing.
Result<void> requireNumbers(std::span<const float> logits);

struct GenerationFigures
{
    std::size_t promptTokens = 0; ///< of the whole prompt
    std::size_t reusedTokens = 0; ///< of them, taken from an earlier turn
    std::size_t generatedTokens = 0;
    double prefillSeconds = 0.0;
    double decodeSeconds = 0.0;
    StopReason stop = StopReason::EndOfSequence;

    double prefillTokensPerSecond() const; ///< of the tokens that ran; 0 if nothing did
    double decodeTokensPerSecond() const;  ///< without the first token, which the prefill gives; 0 likewise
};

/// Runs one answer: prefills what of `prompt` is not in the sequence yet (its last token always runs), then decodes
/// until it ends. `piece` is called for each piece on the calling thread; cancel takes effect at the next token or
/// prompt chunk and is no error (figures.stop is Cancelled).
/// Errors: those of checkPromptLength(), `engine.token`, `engine.nan`.
Result<GenerationFigures> generate(Executor& executor, Sequence& sequence, const text::Tokenizer& tokenizer,
                                   std::span<const text::TokenId> prompt, const GenerationOptions& options,
                                   const CancelToken& cancel, const std::function<void(const GeneratedPiece&)>& piece);

} // namespace espalier::engine
