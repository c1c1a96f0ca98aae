#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/checkpoint.h"
#include "core/nn/block.h"

namespace espalier::nn {

/// A decoder layer of a checkpoint as float32 (dequantized, input quantizers simulated). Throws std::runtime_error with
/// the loader's message if a tensor cannot be read (the checkpoint was found complete before).
Block loadBlock(const model::Checkpoint& checkpoint, std::size_t layer);
/// The same into the buffers of a block that is no longer needed (used again where the shapes fit).
void loadBlock(const model::Checkpoint& checkpoint, std::size_t layer, Block& block);

/// What stands before and after the decoder layers.
struct Ends
{
    at::Tensor embedding; ///< [vocabulary, hidden]
    at::Tensor positions; ///< [context + offset, hidden] of learned positions; undefined without
    Norm finalNorm;       ///< [hidden]
    Linear head;          ///< weight shares storage with embedding if tied
};
Ends loadEnds(const model::Checkpoint& checkpoint);
/// Its parts, where not all of them are of use at once: each matrix may take gigabytes.
Ends loadEmbedding(const model::Checkpoint& checkpoint); ///< embedding and positions
Ends loadHead(const model::Checkpoint& checkpoint);      ///< final norm and head

/// What enters the first layer: scaled embeddings, with learned positions added.
/// @param ids [batch, tokens] int64  @return [batch, tokens, hidden]
at::Tensor embed(const model::ModelSpec& spec, const Ends& ends, const at::Tensor& ids);
/// Final norm and head, scaled and softcapped where the family does so. @return [batch, tokens, vocabulary]
at::Tensor logits(const model::ModelSpec& spec, const Ends& ends, const at::Tensor& hidden);

/// Runs every layer over all windows with one layer's weights resident at a time.
/// @param hidden one [batch, tokens, hidden] tensor a batch, replaced by the last layer's output
/// @param layerDone called after each layer; @throws Cancelled
void forwardLayers(const model::Checkpoint& checkpoint, std::vector<at::Tensor>& hidden, const CancelToken& cancel,
                   const std::function<void(std::size_t layer)>& layerDone = {});

/// Whole-model logits of one sequence, [tokens, vocabulary] float32.
at::Tensor sequenceLogits(const model::Checkpoint& checkpoint, std::span<const std::int32_t> ids,
                          const CancelToken& cancel = {});

} // namespace espalier::nn
