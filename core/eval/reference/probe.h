#pragma once

#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/eval/protocol.h"
#include "core/eval/windows.h"
#include "core/nn/language_model.h"

namespace espalier::eval {

/// Another model's last hidden states on a probe's windows, for KL(reference || model).
struct ProbeReference
{
    /// Runs the whole model. @throws Cancelled
    ProbeReference(const model::Checkpoint& checkpoint, const std::vector<std::vector<text::TokenId>>& windows,
                   const CancelToken& cancel = {});

    model::Checkpoint checkpoint;
    std::vector<at::Tensor> hidden; ///< [1, tokens, hidden] a window
};

/// Perplexity of a half-compressed model on a few windows while a run works: the layers that are done come from the
/// caller, the others from the checkpoint. Hidden states after the last done layer are kept, so that a done layer runs
/// once.
class Probe
{
public:
    /// @param windows token ids, at least two a window; every one scored but the first of each (protocol papers)
    /// @throws std::invalid_argument without a window
    /// @param ends with the embedding to use (the caller may have it already). It is not kept, and the head is read
    /// from the checkpoint for each measurement: they are large.
    Probe(const model::Checkpoint& checkpoint, const std::vector<std::vector<text::TokenId>>& windows,
          const nn::Ends& ends);
    Probe(const model::Checkpoint& checkpoint, const std::vector<std::vector<text::TokenId>>& windows)
        : Probe(checkpoint, windows, nn::loadEmbedding(checkpoint))
    {
    }

    /// Another head from now on; the embedding has been used already.
    void setHead(nn::Linear head) { m_head = std::move(head); }

    /// Measures the divergence from this model as well, which must have the same vocabulary; outlives the probe.
    void setReference(const ProbeReference* reference) { m_reference = reference; }

    /// Passes the next layer, which is done.
    void advance(const nn::Block& block);
    /// The next layer is left out of the model.
    void skip() { ++m_layersDone; }
    /// Layers to come that are not among these are left out. @param layers indices into the checkpoint's, ascending
    void keepLayers(std::vector<int> layers) { m_keptLayers = std::move(layers); }
    /// After the last done layer, [1, tokens, hidden] a window.
    const std::vector<at::Tensor>& hidden() const { return m_hidden; }
    std::size_t layersDone() const { return m_layersDone; }

    /// The perplexity if the layers that are not done stay as in the checkpoint. @throws Cancelled
    /// protocol.dataHash and windowTokens are set; join and beginOfSequence are the caller's to know.
    struct Figure
    {
        PerplexityFigure perplexity;
        std::optional<double> kl; ///< mean over predictions, nats; with a reference
    };
    Figure measure(const CancelToken& cancel = {}) const;

private:
    nn::Ends head() const;

    model::Checkpoint m_checkpoint;
    std::optional<nn::Linear> m_head;
    nn::RotaryTable m_rotary;
    std::vector<Window> m_windows;
    std::vector<at::Tensor> m_hidden; ///< [1, tokens, hidden] a window
    const ProbeReference* m_reference = nullptr;
    std::size_t m_layersDone = 0;
    std::optional<std::vector<int>> m_keptLayers; ///< none: all
    PerplexityProtocol m_protocol;
};

} // namespace espalier::eval
