#include "core/engine/executor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "core/engine/aligned_buffer.h"
#include "core/engine/decoder_pass.h"
#include "core/engine/kernels/elementwise.h"
#include "core/engine/kernels/multiply.h"

namespace espalier::engine {
namespace {

std::size_t askedRows(const BatchPart& part)
{
    return part.logits == BatchPart::Logits::All ? part.tokens.size() : part.logits == BatchPart::Logits::Last ? 1 : 0;
}

void finishLogits(const model::ModelSpec& spec, std::span<float> logits)
{
    const auto scale = static_cast<float>(spec.logitScale);
    const auto cap = static_cast<float>(spec.logitSoftcap);
    for (float& logit : logits) {
        logit *= scale;
        logit = cap > 0.0F ? cap * std::tanh(logit / cap) : logit;
    }
}

/// Learned positions end with the context, whatever the cache would hold.
std::size_t capacityOf(const model::ModelSpec& spec, const Sequence& sequence)
{
    const auto context = static_cast<std::size_t>(spec.contextLength);
    return spec.positionEmbedding.empty() ? sequence.capacity() : std::min(sequence.capacity(), context);
}

std::size_t roomOf(const model::ModelSpec& spec, const Sequence& sequence)
{
    return capacityOf(spec, sequence) - std::min(capacityOf(spec, sequence), sequence.tokens().size());
}

Error contextError(const model::ModelSpec& spec, const Sequence& sequence, std::size_t tokens)
{
    return {"engine.context",
            "The text is too long for the context: " + std::to_string(tokens) + " tokens were given, " +
                std::to_string(roomOf(spec, sequence)) + " of " + std::to_string(capacityOf(spec, sequence)) +
                " fit. Shorten it or begin anew.",
            ""};
}

} // namespace

struct Executor::Buffers
{
    Buffers(const model::ModelSpec& spec, ThreadPool& pool) : pass(spec, pool) {}

    DecoderPass pass;
    std::vector<BatchSpan> spans;
    std::vector<text::TokenId> ids;     ///< of the batch's rows
    std::vector<std::size_t> askedRows; ///< of the batch
    AlignedBuffer<float> hidden;        ///< [tokens, hidden size]
    AlignedBuffer<float> normed;        ///< [asked rows, hidden size]
    InputSet headInput;
    BlockTasks tasks;
    AlignedBuffer<float> logits; ///< [asked rows, vocabulary]
};

Executor::Executor(std::shared_ptr<const LoadedModel> model, ThreadPool& pool)
    : m_model(std::move(model)), m_pool(pool), m_buffers(std::make_unique<Buffers>(m_model->spec(), pool))
{
}

Executor::~Executor() = default;

Result<void> Executor::check(std::span<const BatchPart> parts) const
{
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const BatchPart& part = parts[i];
        const auto isSame = [&](const BatchPart& other) { return other.sequence == part.sequence; };
        if (part.sequence == nullptr || part.tokens.empty() || std::ranges::any_of(parts.first(i), isSame)) {
            throw std::invalid_argument("Executor: each part needs a sequence of its own and at least one token");
        }
        tokens += part.tokens.size();
    }
    if (tokens > kMaximumBatchTokens) {
        throw std::invalid_argument("Executor: got a batch of " + std::to_string(tokens) +
                                    " tokens, expected at most " + std::to_string(kMaximumBatchTokens));
    }
    const auto vocabulary = m_model->spec().vocabularySize;
    for (const BatchPart& part : parts) {
        if (part.tokens.size() > roomOf(m_model->spec(), *part.sequence)) {
            return contextError(m_model->spec(), *part.sequence, part.tokens.size());
        }
        for (const text::TokenId id : part.tokens) {
            if (id < 0 || id >= vocabulary) {
                return Error{"engine.token",
                             "The token id " + std::to_string(id) + " is not in the model's vocabulary of " +
                                 std::to_string(vocabulary) + ". The tokenizer belongs to another model.",
                             ""};
            }
        }
    }
    return {};
}

Result<void> Executor::forward(std::span<const BatchPart> parts, const CancelToken& cancel)
{
    if (auto checked = check(parts); !checked) {
        return checked;
    }
    for (const BatchPart& part : parts) {
        if (auto rotated = chooseRotation(*part.sequence, part.tokens.size(), cancel); !rotated) {
            return rotated;
        }
    }
    return run(parts, cancel);
}

Result<void> Executor::run(std::span<const BatchPart> parts, const CancelToken& cancel)
{
    Buffers& buffers = *m_buffers;
    buffers.spans.clear();
    buffers.ids.clear();
    buffers.askedRows.clear();
    for (const BatchPart& part : parts) {
        buffers.spans.push_back({&part.sequence->m_cache, part.sequence->m_tokens.size(), buffers.ids.size(),
                                 part.tokens.size(), part.sequence->m_isLong});
        buffers.ids.insert(buffers.ids.end(), part.tokens.begin(), part.tokens.end());
        for (std::size_t back = engine::askedRows(part); back > 0; --back) {
            buffers.askedRows.push_back(buffers.ids.size() - back);
        }
    }
    const std::size_t tokens = buffers.ids.size();
    const auto width = static_cast<std::size_t>(m_model->spec().hiddenSize);
    float* hidden = buffers.hidden.resize(tokens * width);
    buffers.pass.begin(buffers.spans, tokens);
    const std::vector<std::size_t>& positions = buffers.pass.positions();
    forEachRow(m_pool, tokens, width, [&](std::size_t row) {
        m_model->embed(buffers.ids[row], positions[row], {hidden + row * width, width});
    });
    for (std::size_t layer = 0; layer < m_model->layers().size(); ++layer) {
        if (cancel.requested()) {
            buffers.askedRows.clear();
            return Error{"cancelled", "The computation was cancelled.", ""};
        }
        buffers.pass.run(m_model->layers()[layer], layer, hidden);
    }
    computeLogits();
    for (const BatchPart& part : parts) {
        part.sequence->m_tokens.insert(part.sequence->m_tokens.end(), part.tokens.begin(), part.tokens.end());
    }
    return {};
}

Result<void> Executor::chooseRotation(Sequence& sequence, std::size_t more, const CancelToken& cancel)
{
    const auto total = static_cast<std::int64_t>(sequence.m_tokens.size() + more);
    const bool isLong = m_model->spec().rope.isLong(total);
    if (isLong == sequence.m_isLong) {
        return {};
    }
    sequence.m_isLong = isLong;
    // The keys so far were rotated for the other length, and all that follows from them: they are computed again.
    const std::vector<text::TokenId> seen = std::exchange(sequence.m_tokens, {});
    for (std::size_t first = 0; first < seen.size(); first += kPromptChunkTokens) {
        const std::size_t count = std::min(seen.size() - first, kPromptChunkTokens);
        const BatchPart part{&sequence, std::span(seen).subspan(first, count), BatchPart::Logits::None};
        if (auto done = run({&part, 1}, cancel); !done) {
            return done;
        }
    }
    return {};
}

void Executor::computeLogits()
{
    Buffers& buffers = *m_buffers;
    const model::ModelSpec& spec = m_model->spec();
    const LinearLayer& head = m_model->head();
    const std::size_t rows = buffers.askedRows.size();
    const std::size_t width = head.weight.columns;
    const std::size_t vocabulary = head.weight.rows;
    if (rows == 0) {
        return;
    }
    float* normed = buffers.normed.resize(rows * width);
    float* logits = buffers.logits.resize(rows * vocabulary);
    buffers.headInput.resize(rows, std::array{&head});
    forEachRow(m_pool, rows, width, [&](std::size_t row) {
        const NormLayer& norm = m_model->finalNorm();
        normalize(spec.norm, buffers.hidden.data() + buffers.askedRows[row] * width, norm.weight.data(),
                  norm.biasData(), width, spec.normEpsilon, normed + row * width);
        buffers.headInput.setRow(row, normed + row * width);
    });
    buffers.tasks.clear();
    buffers.tasks.add(head.weight.blocks(), head.weight.bytes());
    buffers.tasks.run(m_pool, [&](std::size_t, std::size_t first, std::size_t last) {
        multiply(head.weight, first, last, buffers.headInput.of(head), logits, vocabulary);
    });
    if (spec.logitScale != 1.0 || spec.logitSoftcap > 0.0) {
        forEachRow(m_pool, rows, vocabulary, [&](std::size_t row) {
            finishLogits(spec, {logits + row * vocabulary, vocabulary});
        });
    }
}

Result<void> Executor::prefill(Sequence& sequence, std::span<const text::TokenId> tokens, const CancelToken& cancel)
{
    if (tokens.size() > roomOf(m_model->spec(), sequence)) {
        return contextError(m_model->spec(), sequence, tokens.size());
    }
    do {
        const std::size_t count = std::min(tokens.size(), kPromptChunkTokens);
        const bool last = count == tokens.size();
        const BatchPart part{&sequence, tokens.first(count), last ? BatchPart::Logits::Last : BatchPart::Logits::None};
        if (auto done = forward({&part, 1}, cancel); !done) {
            return done;
        }
        tokens = tokens.subspan(count);
    } while (!tokens.empty());
    return {};
}

std::size_t Executor::logitRows() const
{
    return m_buffers->askedRows.size();
}

std::span<float> Executor::logits(std::size_t row)
{
    const std::size_t vocabulary = m_model->head().weight.rows;
    return {m_buffers->logits.data() + row * vocabulary, vocabulary};
}

void Sequence::truncate(std::size_t count)
{
    if (count < m_tokens.size()) {
        m_tokens.resize(count);
        m_cache.release(count);
    }
}

std::size_t Sequence::commonPrefix(std::span<const text::TokenId> tokens) const
{
    const auto differ = std::ranges::mismatch(m_tokens, tokens);
    return static_cast<std::size_t>(differ.in1 - m_tokens.begin());
}

} // namespace espalier::engine
