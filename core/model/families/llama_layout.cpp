#include "core/model/families/llama_layout.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/model/structure.h"

namespace espalier::model {
namespace {

constexpr std::int64_t kMaximumLayers = 4096;   // a damaged config must not fill the memory
constexpr std::int64_t kMaximumExperts = 65536; // of all layers together

LayerSpec layerOf(std::int64_t index, const ModelSpec& spec, std::int64_t intermediate, const LlamaLayout& layout)
{
    LayerSpec layer;
    layer.name = "model.layers." + std::to_string(index);
    const std::string attention = layer.name + ".self_attn.";
    const std::string feedForward = layer.name + ".mlp.";
    const std::int64_t hidden = spec.hiddenSize;
    const std::int64_t queryWidth = spec.heads * spec.headDimension;
    const std::int64_t keyWidth = spec.keyValueHeads * spec.headDimension;
    layer.linears = {
        {Role::Query, attention + "q_proj", queryWidth, hidden, layout.queryKeyValueBias},
        {Role::Key, attention + "k_proj", keyWidth, hidden, layout.queryKeyValueBias},
        {Role::Value, attention + "v_proj", keyWidth, hidden, layout.queryKeyValueBias},
        {Role::AttentionOutput, attention + "o_proj", hidden, queryWidth, layout.outputBias},
    };
    layer.moe = layout.experts ? layout.experts(index, layer.name) : std::nullopt;
    if (!layer.moe) {
        const LinearSpec parts[] = {
            {Role::Gate, feedForward + "gate_proj", intermediate, hidden, layout.feedForwardBias},
            {Role::Up, feedForward + "up_proj", intermediate, hidden, layout.feedForwardBias},
            {Role::Down, feedForward + "down_proj", hidden, intermediate, layout.feedForwardBias}};
        layer.linears.insert(layer.linears.end(), std::begin(parts), std::end(parts));
    }
    layer.inputNorm = layer.name + ".input_layernorm";
    layer.postAttentionNorm = layer.name + ".post_attention_layernorm";
    layer.slidingWindow = layout.slidingWindow ? layout.slidingWindow(index) : 0;
    return layer;
}

} // namespace

ExpertSpec expertOf(const std::string& name, std::int64_t hidden, std::int64_t intermediate, const ExpertNames& names)
{
    return {{Role::Gate, name + "." + names.gate, intermediate, hidden, false},
            {Role::Up, name + "." + names.up, intermediate, hidden, false},
            {Role::Down, name + "." + names.down, hidden, intermediate, false}};
}

std::int64_t readExpertCount(ConfigReader& reader, const char* key)
{
    const std::int64_t experts = reader.size(key);
    const std::int64_t layers = reader.size("num_hidden_layers");
    if (!reader.error() && experts > kMaximumExperts / layers) {
        reader.fail(key, "must be at most " + std::to_string(kMaximumExperts / layers) + " with " +
                             std::to_string(layers) + " layers");
    }
    return experts;
}

std::int64_t readExpertsPerToken(ConfigReader& reader, std::int64_t experts)
{
    const std::int64_t chosen = reader.size("num_experts_per_tok");
    if (!reader.error() && chosen > experts) {
        reader.fail("num_experts_per_tok", "must be at most the number of experts (" + std::to_string(experts) + ")");
    }
    return chosen;
}

Result<ModelSpec> parseLlamaLayout(ConfigReader& reader, const LlamaLayout& layout)
{
    ModelSpec spec;
    spec.classPrefix = layout.classPrefix;
    spec.architecture = reader.architecture((spec.classPrefix + "ForCausalLM").c_str());
    spec.hiddenSize = reader.size("hidden_size");
    spec.heads = reader.size("num_attention_heads");
    spec.keyValueHeads = reader.size("num_key_value_heads", spec.heads);
    if (!reader.error() && spec.heads % spec.keyValueHeads != 0) {
        reader.fail("num_key_value_heads", "must divide num_attention_heads (" + std::to_string(spec.heads) + ")");
    }
    if (!reader.has("head_dim") && !reader.error() && spec.hiddenSize % spec.heads != 0) {
        reader.fail("num_attention_heads",
                    "must divide hidden_size (" + std::to_string(spec.hiddenSize) + ") where head_dim is not given");
    }
    spec.headDimension = reader.size("head_dim", std::max<std::int64_t>(spec.hiddenSize / spec.heads, 1));
    if (!reader.error() && spec.headDimension % 2 != 0) {
        reader.fail("head_dim",
                    "must be even for rotary position embedding, but is " + std::to_string(spec.headDimension));
    }
    spec.vocabularySize = reader.size("vocab_size");
    spec.contextLength = reader.size("max_position_embeddings");
    spec.normEpsilon = reader.positive("rms_norm_eps", 1e-6);
    spec.activation = reader.activation();
    spec.rope = reader.rope(spec.headDimension);
    spec.attentionScale = 1.0 / std::sqrt(static_cast<double>(spec.headDimension));
    spec.tiedEmbeddings = reader.flag("tie_word_embeddings", false);
    spec.endOfSequenceIds = reader.endOfSequenceIds();
    const std::int64_t intermediate = reader.size("intermediate_size");
    const std::int64_t layers = reader.size("num_hidden_layers");
    if (layers > kMaximumLayers) {
        reader.fail("num_hidden_layers", "must be at most " + std::to_string(kMaximumLayers));
    }
    const std::vector<std::int64_t> widths = reader.sizes(kLayerWidthsKey, layers);
    if (std::ranges::any_of(widths, [&](std::int64_t width) { return width > intermediate; })) {
        reader.fail(kLayerWidthsKey, "must not exceed intermediate_size (" + std::to_string(intermediate) + ")");
    }
    if (reader.error()) {
        return *reader.error();
    }
    for (std::int64_t i = 0; i < layers; ++i) {
        const std::int64_t width = widths.empty() ? intermediate : widths[static_cast<std::size_t>(i)];
        spec.layers.push_back(layerOf(i, spec, width, layout));
    }
    return spec;
}

} // namespace espalier::model
