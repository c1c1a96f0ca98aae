#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/compress/block_windows.h"
#include "core/compress/channel_statistics.h"
#include "core/nn/block.h"

namespace espalier::compress {

/// Runs the two halves of a decoder layer again and again with other weights, and says how far their outputs are from
/// the first time.
class LayerReplay
{
public:
    /// Runs the layer once over the first windows, of at most `tokens` tokens together (but at least one batch).
    /// @throws Cancelled
    LayerReplay(const BlockWindows& windows, const nn::Block& block, std::int64_t tokens, CancelToken cancel);

    const ChannelStatistics& inputs() const { return m_inputs; }
    /// Mean squared error of the attention's output. @throws Cancelled
    double attentionError(const nn::Block& changed) const;
    /// Mean squared error of the feed-forward part's output on the inputs of the first time. @throws Cancelled
    double feedForwardError(const nn::Block& changed) const;

private:
    struct Batch
    {
        at::Tensor input;
        at::Tensor attended;
        at::Tensor output;
    };
    void poll() const;

    const model::ModelSpec& m_spec;
    const nn::RotaryTable& m_rotary;
    CancelToken m_cancel;
    ChannelStatistics m_inputs;
    std::vector<Batch> m_batches;
};

} // namespace espalier::compress
