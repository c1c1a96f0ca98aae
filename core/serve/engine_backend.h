#pragma once

#include <memory>
#include <vector>

#include "core/engine/executor.h"
#include "core/serve/backend.h"

namespace espalier::serve {

/// The sequences of the inference engine.
class EngineBackend : public Backend
{
public:
    /// @param pool must outlive the backend @throws std::bad_alloc (KvCache)
    EngineBackend(std::shared_ptr<const engine::LoadedModel> model, ThreadPool& pool, std::size_t sequences,
                  std::size_t contextTokens, engine::KvType kv);

    std::size_t sequences() const override { return m_sequences.size(); }
    std::size_t capacity() const override { return m_sequences.front()->capacity(); }
    std::size_t commonPrefix(std::size_t sequence, std::span<const text::TokenId> tokens) const override;
    void truncate(std::size_t sequence, std::size_t tokens) override;
    Result<void> forward(std::span<const Part> parts, const CancelToken& cancel) override;
    std::span<float> logits(std::size_t row) override { return m_executor.logits(row); }

private:
    engine::Executor m_executor;
    std::vector<std::unique_ptr<engine::Sequence>> m_sequences;
    std::vector<engine::BatchPart> m_parts;
};

} // namespace espalier::serve
