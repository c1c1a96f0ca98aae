#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/formats/quantization.h"
#include "core/model/model_spec.h"

namespace espalier::nn {

/// Quantization of a linear module's input, simulated in float32 (Strategy::Token dynamic, or Strategy::Tensor static).
struct InputQuantizer
{
    formats::QuantizationArgs args;
    at::Tensor scale;     ///< [1] float32; undefined if dynamic
    at::Tensor zeroPoint; ///< [1] float32; undefined if symmetric or dynamic
};

/// y = x W^T + b, float32.
struct Linear
{
    at::Tensor weight; ///< [out, in]
    at::Tensor bias;   ///< [out], undefined without one
    std::optional<InputQuantizer> input;
};

/// down(activation(gate(x)) * up(x))
struct Expert
{
    Linear gate;
    Linear up;
    Linear down;
};

/// Routed experts; see model::MoeSpec.
struct Experts
{
    at::Tensor router; ///< [experts, hidden]
    std::vector<Expert> routed;
    std::optional<Expert> shared;
};

/// Weights of a norm; see normalize().
struct Norm
{
    at::Tensor weight;
    at::Tensor bias; ///< undefined without one
};

/// One decoder layer's weights, resident. Tensors may require gradients: the forward pass is differentiable.
struct Block
{
    const model::LayerSpec* spec = nullptr;
    std::array<Linear, model::kRoleCount> linears; ///< by model::Role
    std::optional<Experts> experts;                ///< in place of gate, up and down
    Norm inputNorm;                                ///< [hidden]
    Norm postAttentionNorm; ///< [hidden]; this and those that follow are undefined where model::LayerSpec names none
    Norm queryNorm;
    Norm keyNorm;
    Norm attentionOutputNorm;
    Norm feedForwardOutputNorm;
    /// How the key/value cache is stored (static, by tensor): keys after rotation, values as they are.
    std::optional<InputQuantizer> keys;
    std::optional<InputQuantizer> values;
    /// Called with both before they are quantized, [batch, tokens, heads, dimension] each.
    std::function<void(const at::Tensor& keys, const at::Tensor& values)> keyValueTap;

    /// The module's weights, an expert's as well.
    Linear& linear(const model::LinearSpec& spec);
    const Linear& linear(const model::LinearSpec& spec) const;
    Linear& linear(model::Role role) { return linears[static_cast<std::size_t>(role)]; }
    const Linear& linear(model::Role role) const { return linears[static_cast<std::size_t>(role)]; }
};

/// A vector of a block under the name of its tensor in a checkpoint.
struct NamedVector
{
    std::string name;
    at::Tensor* vector = nullptr;
};
/// Weights and biases of the block's norms, as many as it has. Pointers live as long as the block.
std::vector<NamedVector> normVectors(Block& block);
std::vector<NamedVector> attentionNormVectors(Block& block);   ///< of them those of attentionPart()
std::vector<NamedVector> feedForwardNormVectors(Block& block); ///< and those of feedForwardPart()

/// Called with each linear's input before it is used ([batch, tokens, in], before input quantization).
/// Query, Key and Value share one input, Gate and Up another: the tap is called once for each linear all the same. An
/// expert's inputs are [1, n, in]: the tokens that are routed to it; without any it is not called.
using InputTap = std::function<void(const model::LinearSpec& linear, const at::Tensor& input)>;

/// cos and sin for positions 0..tokens-1, each [tokens, rotaryDimensions] float32 (scaling applied).
struct RotaryTable
{
    at::Tensor cosine;
    at::Tensor sine;
    // LongRope: what a text of more than `longAfter` tokens takes instead.
    at::Tensor longCosine;
    at::Tensor longSine;
    std::int64_t longAfter = 0;
};
RotaryTable rotaryTable(const model::Rope& rope, std::int64_t tokens);

/// The first half of a decoder layer: hidden + attention(norm(hidden)), normed once more before the sum where the
/// family does so.
/// @param hidden [batch, tokens, hidden] float32; positions start at 0 in every row
/// @return same shape
at::Tensor attentionPart(const model::ModelSpec& spec, const Block& block, const at::Tensor& hidden,
                         const RotaryTable& rotary, const InputTap& tap = {});

/// The second half: attended + feedForward(norm(attended)), or with ModelSpec::parallelResidual
/// attended + feedForward(norm(input)).
/// @param attended [batch, tokens, hidden] float32, what attentionPart() gave for `input`
at::Tensor feedForwardPart(const model::ModelSpec& spec, const Block& block, const at::Tensor& attended,
                           const at::Tensor& input, const InputTap& tap = {});

/// One decoder layer: both halves.
/// @param hidden [batch, tokens, hidden] float32; positions start at 0 in every row
/// @return the layer's output (before the final norm), same shape
at::Tensor forward(const model::ModelSpec& spec, const Block& block, const at::Tensor& hidden,
                   const RotaryTable& rotary, const InputTap& tap = {});

} // namespace espalier::nn
