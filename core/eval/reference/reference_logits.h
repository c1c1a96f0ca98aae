#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/eval/logit_source.h"
#include "core/nn/language_model.h"

namespace espalier::eval {

/// A window's tokens as [windows, tokens] int64; all windows of one length.
at::Tensor idsOf(std::span<const Window> windows);

/// The float32 forward pass, layer by layer over all windows of a group, so that each weight is read once a group.
class ReferenceLogits final : public LogitSource
{
public:
    explicit ReferenceLogits(const model::Checkpoint& checkpoint);

    const model::Checkpoint& checkpoint() const override { return m_checkpoint; }
    std::int64_t bytesPerToken() const override;
    void run(std::span<const Window> windows, const CancelToken& cancel,
             const std::function<void(double fraction)>& progress) override;
    std::span<const float> logits(std::size_t window, std::int64_t position, std::int64_t count) override;

private:
    model::Checkpoint m_checkpoint;
    nn::Ends m_ends;
    std::vector<at::Tensor> m_states; ///< [tokens, hidden] after the last layer, one a window
    at::Tensor m_logits;
};

} // namespace espalier::eval
