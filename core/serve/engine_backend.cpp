#include "core/serve/engine_backend.h"

namespace espalier::serve {

EngineBackend::EngineBackend(std::shared_ptr<const engine::LoadedModel> model, ThreadPool& pool, std::size_t sequences,
                             std::size_t contextTokens, engine::KvType kv)
    : m_executor(std::move(model), pool)
{
    for (std::size_t i = 0; i < sequences; ++i) {
        m_sequences.push_back(std::make_unique<engine::Sequence>(m_executor.model().spec(), contextTokens, kv));
    }
}

std::size_t EngineBackend::commonPrefix(std::size_t sequence, std::span<const text::TokenId> tokens) const
{
    return m_sequences[sequence]->commonPrefix(tokens);
}

void EngineBackend::truncate(std::size_t sequence, std::size_t tokens)
{
    m_sequences[sequence]->truncate(tokens);
}

Result<void> EngineBackend::forward(std::span<const Part> parts, const CancelToken& cancel)
{
    using Logits = engine::BatchPart::Logits;
    m_parts.clear();
    for (const Part& part : parts) {
        m_parts.push_back({m_sequences[part.sequence].get(), part.tokens, part.logits ? Logits::Last : Logits::None});
    }
    return m_executor.forward(m_parts, cancel);
}

} // namespace espalier::serve
