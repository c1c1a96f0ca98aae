#pragma once

#include <cstddef>
#include <optional>

#include "core/base/cancel.h"
#include "core/compress/hidden_states.h"
#include "core/model/checkpoint.h"
#include "core/nn/block.h"

namespace espalier::compress {

/// The calibration windows on their way through a model that is not changed, beside the one that is compressed.
class ReferenceStream
{
public:
    /// @param hidden what enters its first layer
    /// @param device where it passes the layers
    ReferenceStream(model::Checkpoint checkpoint, HiddenStates hidden, at::Device device)
        : m_checkpoint(std::move(checkpoint)), m_hidden(std::move(hidden)), m_device(device)
    {
    }

    const model::ModelSpec& spec() const { return m_checkpoint.spec(); }
    const nn::Block& block() const { return m_block; }
    const HiddenStates& inputs() const { return m_hidden; }

    /// Reads a layer, or takes one that is in memory already (its tensors are shared, not copied).
    void load(std::size_t layer);
    void take(const nn::Block& block) { m_block = block; }
    /// Passes all windows through the layer at hand. @throws Cancelled
    void advance(const nn::RotaryTable& rotary, const CancelToken& cancel);
    /// Puts what came out of the layer, where the caller has run it already.
    void set(std::size_t batch, at::Tensor states) { m_hidden.set(batch, std::move(states)); }
    /// The layer at hand is of no more use.
    void release() { m_block = {}; }

private:
    model::Checkpoint m_checkpoint;
    HiddenStates m_hidden;
    at::Device m_device;
    nn::Block m_block;
};

} // namespace espalier::compress
