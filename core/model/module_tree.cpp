#include "core/model/module_tree.h"

#include <algorithm>
#include <iterator>

namespace espalier::model {
namespace {

std::string parentOf(const std::string& name)
{
    const auto dot = name.rfind('.');
    return dot == std::string::npos ? std::string() : name.substr(0, dot);
}

ModuleNode node(std::string name, std::vector<std::string> classNames, int layer = -1,
                std::vector<std::int64_t> shape = {})
{
    ModuleNode result;
    result.name = std::move(name);
    result.classNames = std::move(classNames);
    result.shape = std::move(shape);
    result.layer = layer;
    return result;
}

ModuleNode normNode(const ModelSpec& spec, const std::string& name, int layer)
{
    ModuleNode result = node(name, {spec.classes.norm}, layer, {spec.hiddenSize});
    result.bias = spec.normBias;
    return result;
}

/// The norms of each head's query and key.
void addHeadNorms(const ModelSpec& spec, const LayerSpec& layer, int index, ModuleNode& attention)
{
    for (const auto& [name, heads] :
         {std::pair(&layer.queryNorm, spec.heads), std::pair(&layer.keyNorm, spec.keyValueHeads)}) {
        if (!name->empty()) {
            attention.children.push_back(
                node(*name, {spec.classes.norm}, index,
                     spec.headNorms ? std::vector{heads, spec.headDimension} : std::vector{spec.headDimension}));
        }
    }
}

ModuleNode linearNode(const LinearSpec& linear, int layer)
{
    ModuleNode result = node(linear.name, {"Linear"}, layer, {linear.outFeatures, linear.inFeatures});
    result.bias = linear.bias;
    if (linear.stored && linear.stored->module != linear.name) {
        result.storedIn = linear.stored->module;
    }
    return result;
}

std::vector<std::string> activationClasses(Activation activation)
{
    switch (activation) {
    case Activation::Silu:
        return {"SiLU", "SiLUActivation"};
    case Activation::Gelu:
        return {"GELUActivation", "GELU"};
    case Activation::GeluTanh:
        return {"NewGELUActivation", "GELUTanh", "PytorchGELUTanh"};
    case Activation::Relu:
        return {"ReLU"};
    }
    return {};
}

std::vector<std::string> attentionClasses(const ModelSpec& spec)
{
    const std::string& name = spec.classes.attention; // "LlamaAttention", in older versions "LlamaSdpaAttention"
    const auto end = name.find("Attention");
    return end == std::string::npos ? std::vector{name} : std::vector{name, name.substr(0, end) + "SdpaAttention"};
}

bool isAttention(Role role)
{
    return role == Role::Query || role == Role::Key || role == Role::Value || role == Role::AttentionOutput;
}

ModuleNode expertNode(const ModelSpec& spec, const MoeSpec& moe, const ExpertSpec& expert, int layer)
{
    ModuleNode result = node(parentOf(expert.gate.name), {moe.expertClass}, layer);
    result.children = {linearNode(expert.gate, layer), linearNode(expert.up, layer), linearNode(expert.down, layer),
                       node(result.name + ".act_fn", activationClasses(spec.activation), layer)};
    return result;
}

/// The router is no "Linear", so that what targets those leaves it as it is.
ModuleNode moeNode(const ModelSpec& spec, const MoeSpec& moe, int layer)
{
    ModuleNode result = node(parentOf(moe.router), {moe.className}, layer);
    const auto count = static_cast<std::int64_t>(moe.experts.size());
    result.children.push_back(node(moe.router, {moe.routerClass}, layer, {count, spec.hiddenSize}));
    ModuleNode experts = node(result.name + ".experts", {"ModuleList"}, layer);
    for (const ExpertSpec& expert : moe.experts) {
        experts.children.push_back(expertNode(spec, moe, expert, layer));
    }
    result.children.push_back(std::move(experts));
    if (moe.shared) {
        result.children.push_back(expertNode(spec, moe, *moe.shared, layer));
    }
    return result;
}

ModuleNode layerNode(const ModelSpec& spec, const LayerSpec& layer, int index)
{
    ModuleNode result = node(layer.name, {spec.classes.layer}, index);
    ModuleNode attention = node({}, attentionClasses(spec), index);
    ModuleNode feedForward = node({}, {spec.classes.feedForward}, index);
    for (const LinearSpec& linear : layer.linears) {
        ModuleNode& parent = isAttention(linear.role) ? attention : feedForward;
        parent.name = parentOf(linear.name);
        parent.children.push_back(linearNode(linear, index));
    }
    // SparseML puts both attention products into modules of their own, so that recipes can name them
    for (const char* product : {".attn_weights_matmul", ".attn_output_matmul"}) {
        attention.children.push_back(node(attention.name + product, {"QuantizableMatMul"}, index));
    }
    if (layer.moe) {
        feedForward = moeNode(spec, *layer.moe, index);
    } else {
        feedForward.children.push_back(node(feedForward.name + ".act_fn", activationClasses(spec.activation), index));
    }
    addHeadNorms(spec, layer, index, attention);
    result.children.push_back(std::move(attention));
    if (feedForward.name != layer.name) {
        result.children.push_back(std::move(feedForward));
    } else { // OPT's stand in the layer itself
        std::ranges::move(feedForward.children, std::back_inserter(result.children));
    }
    for (const std::string& norm : layer.norms()) {
        if (norm != layer.queryNorm && norm != layer.keyNorm) {
            result.children.push_back(normNode(spec, norm, index));
        }
    }
    return result;
}

void collect(const ModuleNode& module, std::vector<const ModuleNode*>& modules)
{
    modules.push_back(&module);
    for (const ModuleNode& child : module.children) {
        collect(child, modules);
    }
}

} // namespace

ModuleNode buildModuleTree(const ModelSpec& spec)
{
    const std::string base = parentOf(spec.embedding);
    ModuleNode model = node(base, {spec.classes.model});
    model.children.push_back(node(spec.embedding, {"Embedding"}, -1, {spec.vocabularySize, spec.hiddenSize}));
    if (!spec.positionEmbedding.empty()) {
        model.children.push_back(node(spec.positionEmbedding, {"Embedding"}, -1,
                                      {spec.contextLength + spec.positionOffset, spec.hiddenSize}));
    }
    ModuleNode layers =
        node(spec.layers.empty() ? base + ".layers" : parentOf(spec.layers.front().name), {"ModuleList"});
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        layers.children.push_back(layerNode(spec, spec.layers[i], static_cast<int>(i)));
    }
    model.children.push_back(std::move(layers));
    model.children.push_back(normNode(spec, spec.finalNorm, -1));
    if (spec.rope.rotaryDimensions > 0) {
        model.children.push_back(node(base + ".rotary_emb", {spec.classes.rotary}));
    }
    ModuleNode root = node({}, {spec.architecture});
    root.children.push_back(std::move(model));
    root.children.push_back(node(spec.head, {"Linear"}, -1, {spec.vocabularySize, spec.hiddenSize}));
    return root;
}

std::vector<const ModuleNode*> allModules(const ModuleNode& root)
{
    std::vector<const ModuleNode*> modules;
    collect(root, modules);
    return modules;
}

} // namespace espalier::model
