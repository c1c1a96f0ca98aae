#include "core/compress/scaling/fold_scales.h"

#include <algorithm>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/where.h>

#include "core/compress/stored_weight.h"

namespace espalier::compress {
namespace {

ModuleScope& moduleNamed(LayerScope& layer, const std::string& name)
{
    for (ModuleScope& module : layer.modules()) {
        if (module.plan->name == name)
            return module;
    }
    throw std::logic_error("no module " + name + " in its layer");
}

formats::DType storedType(const ModelView& model, const std::string& tensor)
{
    const auto stored = model.checkpoint().find(tensor);
    return stored ? stored->info->dtype : formats::DType::F32;
}

/// [kv heads, heads of each, dimension]
at::Tensor byHead(const model::ModelSpec& spec, const at::Tensor& channels)
{
    return channels.view({spec.keyValueHeads, spec.heads / spec.keyValueHeads, -1});
}

/// @return what the norm was really divided by
at::Tensor divideNorm(LayerScope& layer, const ModelView& model, const ScalableInput& input, const at::Tensor& scale)
{
    const std::string tensor = input.source + ".weight";
    const nn::Norm norm =
        input.group == InputGroup::Attention ? layer.block().inputNorm : layer.block().postAttentionNorm;
    const double stored = model.spec().normPlusOne ? 1.0 : 0.0; // the norm multiplies by this + what is stored
    const at::Tensor factor = norm.weight + stored;
    const at::Tensor divided = roundedToStored(factor / scale - stored, storedType(model, tensor)) + stored;
    const at::Tensor usable = at::isfinite(divided).logical_and(divided != 0.0).logical_and(factor != 0.0);
    layer.setVector(tensor, at::where(usable, divided, factor) - stored);
    const at::Tensor really = at::where(usable, factor / divided, at::ones_like(factor));
    if (norm.bias.defined()) {
        const std::string bias = input.source + ".bias";
        layer.setVector(bias, roundedToStored(norm.bias / really, storedType(model, bias)));
    }
    return really;
}

void divideRows(LayerScope& layer, const ModelView& model, const ScalableInput& input, const at::Tensor& scale)
{
    ModuleScope& source = moduleNamed(layer, input.source);
    const bool heads = input.group == InputGroup::AttentionOutput;
    const at::Tensor rows = heads ? byHead(model.spec(), scale).select(1, 0).reshape({-1}) : scale;
    const bool shared = source.dense.is_same(source.weight); // and so it stays, to save memory
    source.weight = source.weight / rows.unsqueeze(1);
    source.dense = shared ? source.weight : source.dense / rows.unsqueeze(1);
    const nn::Linear& linear = layer.block().linear(*source.plan->linear);
    if (linear.bias.defined()) {
        const std::string tensor = input.source + ".bias";
        layer.setVector(tensor, roundedToStored(linear.bias / rows, storedType(model, tensor)));
    }
}

} // namespace

nn::Block currentBlock(LayerScope& layer)
{
    nn::Block block = layer.block();
    for (const ModuleScope& module : layer.modules())
        block.linear(*module.plan->linear).weight = module.weight;
    return block;
}

std::vector<ModuleScope*> readersOf(LayerScope& layer, const ScalableInput& input)
{
    std::vector<ModuleScope*> readers;
    for (ModuleScope& module : layer.modules()) {
        if (module.plan->group == input.group)
            readers.push_back(&module);
    }
    return readers;
}

std::string obstacleToScaling(LayerScope& layer, const ScalableInput& input)
{
    std::vector<ModuleScope*> modules = readersOf(layer, input);
    if (!input.sourceIsNorm)
        modules.push_back(&moduleNamed(layer, input.source));
    for (const ModuleScope* module : modules) {
        if (module->done || module->quantized)
            return module->plan->name + " is finished already";
        if (module->plan->storesIntegers() && !module->plan->newScheme)
            return module->plan->name + " is stored as integers already";
    }
    return {};
}

at::Tensor tiedChannels(const model::ModelSpec& spec, InputGroup group, const at::Tensor& channels)
{
    if (group != InputGroup::AttentionOutput || spec.heads == spec.keyValueHeads)
        return channels;
    const at::Tensor heads = byHead(spec, channels);
    return heads.mean(1, true).expand_as(heads).reshape({-1});
}

void foldScales(LayerScope& layer, const ModelView& model, const ScalableInput& input, const at::Tensor& scale)
{
    if (input.sourceIsNorm) {
        layer.scaleInputs(input.group, divideNorm(layer, model, input, scale));
        return;
    }
    divideRows(layer, model, input, scale);
    layer.scaleInputs(input.group, scale);
}

} // namespace espalier::compress
