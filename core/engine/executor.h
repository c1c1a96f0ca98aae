#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/base/thread_pool.h"
#include "core/engine/kv_cache.h"
#include "core/engine/loaded_model.h"
#include "core/text/tokenizer.h"

namespace espalier::engine {

/// The tokens that a model has seen of one text, with their keys and values.
class Sequence
{
public:
    Sequence(const model::ModelSpec& spec, std::size_t capacity, KvType type) : m_cache(spec, capacity, type) {}

    const std::vector<text::TokenId>& tokens() const { return m_tokens; }
    std::size_t capacity() const { return m_cache.capacity(); }
    std::size_t room() const { return capacity() - m_tokens.size(); }
    /// Forgets all after the first `count` tokens (another text begins alike: its common start need not run again).
    void truncate(std::size_t count);
    /// How many tokens at the start of `tokens` are those of this sequence.
    std::size_t commonPrefix(std::span<const text::TokenId> tokens) const;

private:
    friend class Executor;
    std::vector<text::TokenId> m_tokens;
    KvCache m_cache;
    bool m_isLong = false; ///< keys are rotated as of a text for which model::Rope::isLong()
};

/// Tokens to append to one sequence of a batch.
struct BatchPart
{
    Sequence* sequence = nullptr;
    std::span<const text::TokenId> tokens; ///< at least one
    enum class Logits { None, Last, All } logits = Logits::Last;
};

/// Runs tokens through a model: each call appends to one or several sequences, so that prompts (many tokens of one
/// sequence) and decoding (one token of many) may be mixed in one pass over the weights. One caller at a time; a model
/// may have several executors.
class Executor
{
public:
    /// @param pool must outlive the executor
    Executor(std::shared_ptr<const LoadedModel> model, ThreadPool& pool);
    ~Executor();

    const LoadedModel& model() const { return *m_model; }

    /// One pass. Afterwards logits() holds [rows, vocabulary]: the asked rows of the first part, then of the second,
    /// ... If cancelled (polled between layers), no sequence has changed, save one on its way past
    /// LongRope's original context: it may have lost tokens at its end. Errors: `engine.context` (tokens beyond a
    /// sequence's capacity; says how many fit), `engine.token` (an id that the vocabulary does not have), `cancelled`.
    /// A batch is at most kMaximumBatchTokens tokens (std::invalid_argument).
    Result<void> forward(std::span<const BatchPart> parts, const CancelToken& cancel = {});

    /// A prompt of any length in chunks of promptChunkTokens, the logits of its last token in the end. After a
    /// cancelled call the chunks that were done stay in the sequence.
    Result<void> prefill(Sequence& sequence, std::span<const text::TokenId> tokens, const CancelToken& cancel = {});

    std::size_t logitRows() const;
    /// [vocabulary] of one row; may be changed by the caller (the sampler works in place).
    std::span<float> logits(std::size_t row);

    static constexpr std::size_t kMaximumBatchTokens = 4096;
    static constexpr std::size_t kPromptChunkTokens = 512;

private:
    struct Buffers;

    Result<void> check(std::span<const BatchPart> parts) const;
    /// LongRope: when a text passes the original context, in either direction, its tokens run again.
    Result<void> chooseRotation(Sequence& sequence, std::size_t more, const CancelToken& cancel);
    Result<void> run(std::span<const BatchPart> parts, const CancelToken& cancel);
    void computeLogits();

    std::shared_ptr<const LoadedModel> m_model;
    ThreadPool& m_pool;
    std::unique_ptr<Buffers> m_buffers;
};

} // namespace espalier::engine
