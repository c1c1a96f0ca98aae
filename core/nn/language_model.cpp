#include "core/nn/language_model.h"

#include <stdexcept>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

#include "core/model/stored_schemes.h"
#include "core/nn/input_quantizer.h"
#include "core/nn/norm.h"
#include "core/nn/softcap.h"

namespace espalier::nn {
namespace {

[[noreturn]] void fail(const Error& error)
{
    throw std::runtime_error(toString(error));
}

at::Tensor readVector(const model::Checkpoint& checkpoint, const std::string& tensor)
{
    const auto values = checkpoint.readFloats(tensor);
    if (!values)
        fail(values.error());
    at::Tensor result = at::empty({std::int64_t(values->size())}, at::kFloat);
    std::copy(values->begin(), values->end(), result.data_ptr<float>());
    return result;
}

/// @param module empty: none
Norm readNorm(const model::Checkpoint& checkpoint, const std::string& module)
{
    Norm norm;
    if (module.empty())
        return norm;
    norm.weight = readVector(checkpoint, module + ".weight");
    if (checkpoint.module(module)->bias)
        norm.bias = readVector(checkpoint, module + ".bias");
    norm.weight = norm.weight.view(checkpoint.weightShape(module));
    return norm;
}

/// Fresh pages are several times slower than the conversion itself, so a buffer of the right shape is used again.
void readMatrix(const model::Checkpoint& checkpoint, const std::string& module, at::Tensor& weight)
{
    const std::vector<std::int64_t> shape = checkpoint.weightShape(module);
    if (!weight.defined() || weight.sizes() != at::IntArrayRef(shape))
        weight = at::empty(shape, at::kFloat);
    const auto read = checkpoint.readWeight(module, {weight.data_ptr<float>(), std::size_t(weight.numel())});
    if (!read)
        fail(read.error());
    checkpoint.release(module);
}

std::optional<InputQuantizer> readInputQuantizer(const model::Checkpoint& checkpoint, const std::string& module)
{
    const auto scheme = checkpoint.storedScheme(module);
    if (!scheme || !scheme->inputActivations)
        return std::nullopt;
    InputQuantizer quantizer{*scheme->inputActivations, {}, {}};
    if (!quantizer.args.dynamic) {
        quantizer.scale = readVector(checkpoint, module + ".input_scale");
        if (!quantizer.args.symmetric && checkpoint.find(module + ".input_zero_point"))
            quantizer.zeroPoint = readVector(checkpoint, module + ".input_zero_point");
    }
    return quantizer;
}

void readLinear(const model::Checkpoint& checkpoint, const std::string& module, bool bias, Linear& linear)
{
    readMatrix(checkpoint, module, linear.weight);
    linear.bias = bias ? readVector(checkpoint, module + ".bias") : at::Tensor();
    linear.input = readInputQuantizer(checkpoint, module);
}

void readKeyValueQuantizers(const model::Checkpoint& checkpoint, const model::LayerSpec& spec, Block& block)
{
    block.keys.reset();
    block.values.reset();
    const auto& quantization = checkpoint.quantization();
    if (!quantization || !quantization->keysAndValues)
        return;
    const auto [keyScale, valueScale] = model::keyValueScales(spec);
    block.keys = InputQuantizer{*quantization->keysAndValues, readVector(checkpoint, keyScale), {}};
    block.values = InputQuantizer{*quantization->keysAndValues, readVector(checkpoint, valueScale), {}};
}

void readExpert(const model::Checkpoint& checkpoint, const model::ExpertSpec& spec, Expert& expert)
{
    readLinear(checkpoint, spec.gate.name, spec.gate.bias, expert.gate);
    readLinear(checkpoint, spec.up.name, spec.up.bias, expert.up);
    readLinear(checkpoint, spec.down.name, spec.down.bias, expert.down);
}

void readExperts(const model::Checkpoint& checkpoint, const model::MoeSpec& spec, Experts& experts)
{
    readMatrix(checkpoint, spec.router, experts.router);
    experts.routed.resize(spec.experts.size());
    for (std::size_t i = 0; i < spec.experts.size(); ++i)
        readExpert(checkpoint, spec.experts[i], experts.routed[i]);
    if (!spec.shared)
        experts.shared.reset();
    else
        readExpert(checkpoint, *spec.shared, experts.shared ? *experts.shared : experts.shared.emplace());
}

} // namespace

void loadBlock(const model::Checkpoint& checkpoint, std::size_t layer, Block& block)
{
    const model::LayerSpec& spec = checkpoint.spec().layers.at(layer);
    block.spec = &spec;
    for (int role = 0; role < model::kRoleCount; ++role) {
        Linear& linear = block.linears[std::size_t(role)];
        if (const model::LinearSpec* module = spec.find(model::Role(role)))
            readLinear(checkpoint, module->name, module->bias, linear);
        else
            linear = {};
    }
    if (!spec.moe)
        block.experts.reset();
    else
        readExperts(checkpoint, *spec.moe, block.experts ? *block.experts : block.experts.emplace());
    readKeyValueQuantizers(checkpoint, spec, block);
    block.inputNorm = readNorm(checkpoint, spec.inputNorm);
    block.postAttentionNorm = readNorm(checkpoint, spec.postAttentionNorm);
    block.queryNorm = readNorm(checkpoint, spec.queryNorm);
    block.keyNorm = readNorm(checkpoint, spec.keyNorm);
    block.attentionOutputNorm = readNorm(checkpoint, spec.attentionOutputNorm);
    block.feedForwardOutputNorm = readNorm(checkpoint, spec.feedForwardOutputNorm);
}

Block loadBlock(const model::Checkpoint& checkpoint, std::size_t layer)
{
    Block block;
    loadBlock(checkpoint, layer, block);
    return block;
}

Ends loadEmbedding(const model::Checkpoint& checkpoint)
{
    Ends ends;
    readMatrix(checkpoint, checkpoint.spec().embedding, ends.embedding);
    if (const std::string& positions = checkpoint.spec().positionEmbedding; !positions.empty())
        readMatrix(checkpoint, positions, ends.positions);
    return ends;
}

Ends loadEnds(const model::Checkpoint& checkpoint)
{
    Ends ends = loadEmbedding(checkpoint);
    if (checkpoint.spec().tiedEmbeddings) {
        ends.finalNorm = readNorm(checkpoint, checkpoint.spec().finalNorm);
        ends.head.weight = ends.embedding;
    } else {
        Ends head = loadHead(checkpoint);
        ends.finalNorm = std::move(head.finalNorm);
        ends.head = std::move(head.head);
    }
    return ends;
}

Ends loadHead(const model::Checkpoint& checkpoint)
{
    const model::ModelSpec& spec = checkpoint.spec();
    Ends ends;
    ends.finalNorm = readNorm(checkpoint, spec.finalNorm);
    if (spec.tiedEmbeddings)
        readMatrix(checkpoint, spec.embedding, ends.head.weight);
    else
        readLinear(checkpoint, spec.head, false, ends.head);
    return ends;
}

at::Tensor embed(const model::ModelSpec& spec, const Ends& ends, const at::Tensor& ids)
{
    at::Tensor hidden = at::embedding(ends.embedding, ids);
    if (spec.embeddingScale != 1.0)
        hidden = hidden * spec.embeddingScale;
    if (ends.positions.defined())
        hidden = hidden + ends.positions.narrow(0, spec.positionOffset, ids.size(1));
    return hidden;
}

at::Tensor logits(const model::ModelSpec& spec, const Ends& ends, const at::Tensor& hidden)
{
    const at::Tensor input = normalize(spec, hidden, ends.finalNorm);
    at::Tensor result =
        at::linear(ends.head.input ? quantizeInput(input, *ends.head.input) : input, ends.head.weight, ends.head.bias);
    if (spec.logitScale != 1.0)
        result = result * spec.logitScale;
    return spec.logitSoftcap > 0.0 ? softcapped(result, spec.logitSoftcap) : result;
}

void forwardLayers(const model::Checkpoint& checkpoint, std::vector<at::Tensor>& hidden, const CancelToken& cancel,
                   const std::function<void(std::size_t layer)>& layerDone)
{
    const at::NoGradGuard noGrad;
    const model::ModelSpec& spec = checkpoint.spec();
    std::int64_t tokens = 0;
    for (const at::Tensor& batch : hidden)
        tokens = std::max(tokens, batch.size(1));
    const RotaryTable rotary = rotaryTable(spec.rope, tokens);
    Block block;
    for (std::size_t layer = 0; layer < spec.layers.size(); ++layer) {
        loadBlock(checkpoint, layer, block);
        for (at::Tensor& batch : hidden) {
            if (cancel.requested())
                throw Cancelled();
            batch = forward(spec, block, batch, rotary);
        }
        if (layerDone)
            layerDone(layer);
    }
}

at::Tensor sequenceLogits(const model::Checkpoint& checkpoint, std::span<const std::int32_t> ids,
                          const CancelToken& cancel)
{
    const at::NoGradGuard noGrad;
    at::Tensor tensor = at::empty({1, std::int64_t(ids.size())}, at::kLong);
    std::copy(ids.begin(), ids.end(), tensor.data_ptr<std::int64_t>());
    const Ends ends = loadEnds(checkpoint);
    std::vector<at::Tensor> hidden{embed(checkpoint.spec(), ends, tensor)};
    forwardLayers(checkpoint, hidden, cancel);
    return logits(checkpoint.spec(), ends, hidden.front()).squeeze(0);
}

} // namespace espalier::nn
