#pragma once

#include <memory>
#include <optional>

#include "core/base/thread_pool.h"
#include "core/engine/executor.h"
#include "core/eval/logit_source.h"

namespace espalier::eval {

/// The inference engine as a source: one window after the other, keys and values in float32.
class EngineLogits final : public LogitSource
{
public:
    /// @param pool outlives the source
    EngineLogits(std::shared_ptr<const engine::LoadedModel> model, ThreadPool& pool);

    const model::Checkpoint& checkpoint() const override { return m_model->checkpoint(); }
    std::int64_t bytesPerToken() const override;
    void run(std::span<const Window> windows, const CancelToken& cancel,
             const std::function<void(double fraction)>& progress) override;
    std::span<const float> logits(std::size_t window, std::int64_t position, std::int64_t count) override;

private:
    /// Appends tokens [from, from + count) of the current window. @throws Cancelled, std::runtime_error
    void append(std::int64_t from, std::int64_t count, engine::BatchPart::Logits logits);

    std::shared_ptr<const engine::LoadedModel> m_model;
    engine::Executor m_executor;
    std::optional<engine::Sequence> m_sequence;
    std::span<const Window> m_windows;
    std::optional<std::size_t> m_current; ///< the window that m_sequence holds
    CancelToken m_cancel;
};

} // namespace espalier::eval
