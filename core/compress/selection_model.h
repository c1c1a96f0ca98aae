#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/thread_pool.h"
#include "core/compress/run_context.h"
#include "core/model/checkpoint.h"
#include "core/nn/language_model.h"

namespace espalier::compress {

/// A stage's input model on the selection windows, for structured choices: what do the predictions lose when some
/// layers are left out or changed? Hidden states before the change are the caller's to keep and use again.
class SelectionModel
{
public:
    using States = std::vector<at::Tensor>; ///< [windows, tokens, hidden] a batch

    /// What a changed model loses.
    struct Effect
    {
        double perplexity = 0.0; ///< exp of the mean loss over predictions
        double kl = 0.0;         ///< from the unchanged model, mean over predictions, nats
    };

    /// Runs the unchanged model once. @throws Cancelled; std::invalid_argument without windows
    SelectionModel(model::Checkpoint checkpoint, RunContext& context);

    std::size_t layers() const { return m_checkpoint.spec().layers.size(); }
    const States& embedded() const { return m_embedded; } ///< before the first layer
    const Effect& unchanged() const { return m_unchanged; }
    /// 1 - mean cosine between what enters and what leaves each layer (Men et al. 2024, arXiv:2403.03853).
    const std::vector<double>& influence() const { return m_influence; }

    nn::Block block(std::size_t layer) const;
    /// Passes the states through a block. @throws Cancelled
    void pass(const nn::Block& block, States& states) const;
    /// Of a model with these states after its last layer.
    Effect effect(const States& last) const;

private:
    model::Checkpoint m_checkpoint;
    RunContext& m_context;
    nn::Ends m_ends;
    nn::RotaryTable m_rotary;
    std::vector<at::Tensor> m_ids; ///< [windows, tokens] a batch
    States m_embedded;
    States m_last; ///< after the unchanged model's last layer
    std::vector<double> m_influence;
    Effect m_unchanged;
    mutable ThreadPool m_pool;
};

} // namespace espalier::compress
