#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/model/checkpoint.h"
#include "core/nn/block.h"
#include "core/nn/language_model.h"

namespace espalier::nn {

/// All weights of a model in memory, float32. Blocks point to the spec's layers.
struct LanguageModel
{
    Ends ends;
    std::vector<Block> blocks;
};
/// The checkpoint's spec must outlive the result.
LanguageModel loadModel(const model::Checkpoint& checkpoint);

/// Runs every layer. @param layerDone gets each layer's output
/// @param hidden [batch, tokens, hidden] @return the last layer's output
at::Tensor forwardLayers(const model::ModelSpec& spec, const LanguageModel& model, at::Tensor hidden,
                         const RotaryTable& rotary,
                         const std::function<void(std::size_t layer, const at::Tensor& hidden)>& layerDone = {});

/// What a batch is trained on. Each is a scalar that is added to the loss.
struct Losses
{
    /// Of logits [rows, vocabulary]; row r is token firstRow + r of the batch's flattened [batch * tokens].
    /// Called for chunks of rows, so that only some logits are in memory. May be empty.
    std::function<at::Tensor(const at::Tensor& logits, std::int64_t firstRow)> logits;
    std::int64_t chunkBytes = std::int64_t(128) << 20; ///< of logits; gradient and softmax take as much again
    /// Of a layer's output [batch, tokens, hidden]; undefined if the layer has none. May be empty.
    std::function<at::Tensor(std::size_t layer, const at::Tensor& hidden)> hidden;
};

/// One forward and backward pass; gradients are added to those of the tensors that require them.
/// @param ids [batch, tokens] int64
/// @param recomputeLayers keep only what enters each layer, and run it again for its gradients (Chen et al. 2016,
/// arXiv:1604.06174): a third more work, one layer's activations in memory
/// @return the sum of the losses
double gradientPass(const model::ModelSpec& spec, const LanguageModel& model, const RotaryTable& rotary,
                    const at::Tensor& ids, const Losses& losses, bool recomputeLayers);

/// The same sum without gradients.
double lossOf(const model::ModelSpec& spec, const LanguageModel& model, const RotaryTable& rotary,
              const at::Tensor& ids, const Losses& losses);

} // namespace espalier::nn
