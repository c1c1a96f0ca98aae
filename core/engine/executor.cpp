#include "core/engine/executor.h"

#include <algorithm>
#include <array>
#include <stdexcept>

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

Error contextError(const Sequence& sequence, std::size_t tokens)
{
    return {"engine.context",
            "The text is too long for the context: " + std::to_string(tokens) + " tokens were given, " +
                std::to_string(sequence.room()) + " of " + std::to_string(sequence.capacity()) +
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
        if (part.tokens.size() > part.sequence->room()) {
            return contextError(*part.sequence, part.tokens.size());
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
    Buffers& buffers = *m_buffers;
    buffers.spans.clear();
    buffers.ids.clear();
    buffers.askedRows.clear();
    for (const BatchPart& part : parts) {
        buffers.spans.push_back(
            {&part.sequence->m_cache, part.sequence->m_tokens.size(), buffers.ids.size(), part.tokens.size()});
        buffers.ids.insert(buffers.ids.end(), part.tokens.begin(), part.tokens.end());
        for (std::size_t back = engine::askedRows(part); back > 0; --back) {
            buffers.askedRows.push_back(buffers.ids.size() - back);
        }
    }
    const std::size_t tokens = buffers.ids.size();
    const auto width = static_cast<std::size_t>(m_model->spec().hiddenSize);
    float* hidden = buffers.hidden.resize(tokens * width);
    forEachRow(m_pool, tokens, width, [&](std::size_t row) {
        m_model->embed(buffers.ids[row], {hidden + row * width, width});
    });
    buffers.pass.begin(buffers.spans, tokens);
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
        normalize(spec.norm, buffers.hidden.data() + buffers.askedRows[row] * width, m_model->finalNorm().data(),
                  nullptr, width, spec.normEpsilon, normed + row * width);
        buffers.headInput.setRow(row, normed + row * width);
    });
    buffers.tasks.clear();
    buffers.tasks.add(head.weight.blocks(), head.weight.bytes());
    buffers.tasks.run(m_pool, [&](std::size_t, std::size_t first, std::size_t last) {
        multiply(head.weight, first, last, buffers.headInput.of(head), logits, vocabulary);
    });
}

Result<void> Executor::prefill(Sequence& sequence, std::span<const text::TokenId> tokens, const CancelToken& cancel)
{
    if (tokens.size() > sequence.room()) {
        return contextError(sequence, tokens.size());
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
