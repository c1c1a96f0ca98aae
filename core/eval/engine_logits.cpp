#include "core/eval/engine_logits.h"

#include <algorithm>
#include <stdexcept>

namespace espalier::eval {

using engine::BatchPart;
using engine::Executor;

EngineLogits::EngineLogits(std::shared_ptr<const engine::LoadedModel> model, ThreadPool& pool)
    : m_model(std::move(model)), m_executor(m_model, pool)
{
}

std::int64_t EngineLogits::bytesPerToken() const
{
    return 0; // run() keeps nothing: a window runs when its logits are asked for
}

void EngineLogits::run(std::span<const Window> windows, const CancelToken& cancel,
                       const std::function<void(double fraction)>& /*progress*/)
{
    std::size_t longest = 0;
    for (const Window& window : windows)
        longest = std::max(longest, window.ids.size());
    if (!m_sequence || m_sequence->capacity() < longest)
        m_sequence.emplace(m_model->spec(), longest, engine::KvType::Float32);
    m_windows = windows;
    m_current.reset();
    m_cancel = cancel;
}

void EngineLogits::append(std::int64_t from, std::int64_t count, BatchPart::Logits logits)
{
    const auto tokens = std::span(m_windows[*m_current].ids).subspan(std::size_t(from), std::size_t(count));
    const BatchPart part{&*m_sequence, tokens, logits};
    if (const auto done = m_executor.forward({&part, 1}, m_cancel); !done) {
        if (done.error().code == "cancelled")
            throw Cancelled();
        throw std::runtime_error(toString(done.error()));
    }
}

std::span<const float> EngineLogits::logits(std::size_t window, std::int64_t position, std::int64_t count)
{
    constexpr auto kChunk = std::int64_t(Executor::kMaximumBatchTokens);
    if (m_current != window) {
        m_current = window;
        m_sequence->truncate(0);
    }
    for (auto seen = std::int64_t(m_sequence->tokens().size()); seen < position;) {
        const std::int64_t context = std::min(kChunk, position - seen);
        append(seen, context, BatchPart::Logits::None);
        seen += context;
    }
    if (std::int64_t(m_sequence->tokens().size()) != position || count > kChunk)
        throw std::invalid_argument("engine logits: got position " + std::to_string(position) + " and " +
                                    std::to_string(count) + " rows, expected position " +
                                    std::to_string(m_sequence->tokens().size()) + " and at most " +
                                    std::to_string(kChunk));
    append(position, count, BatchPart::Logits::All);
    return {m_executor.logits(0).data(), std::size_t(count * m_model->spec().vocabularySize)};
}

} // namespace espalier::eval
