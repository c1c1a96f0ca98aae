#include "core/model/families/llama_layout.h"

#include <span>
#include <vector>

#include "core/model/families/layers.h"

namespace espalier::model {
namespace {

constexpr std::int64_t kMaximumExperts = 65536; // of all layers together

void numberExperts(MoeSpec& moe)
{
    const auto number = [](ExpertSpec& expert, int index) {
        expert.gate.expert = expert.up.expert = expert.down.expert = index;
    };
    for (std::size_t i = 0; i < moe.experts.size(); ++i) {
        number(moe.experts[i], static_cast<int>(i));
    }
    if (moe.shared) {
        number(*moe.shared, kSharedExpert);
    }
}

LayerSpec layerOf(std::int64_t index, const ModelSpec& spec, std::int64_t intermediate, const LlamaLayout& layout)
{
    LayerSpec layer;
    layer.name = "model.layers." + std::to_string(index);
    const std::string attention = layer.name + ".self_attn";
    const std::string feedForward = layer.name + ".mlp.";
    const std::int64_t hidden = spec.hiddenSize;
    layer.linears = attentionLinears(spec, attention, "o_proj", layout.queryKeyValueBias, layout.outputBias);
    if (layout.fusedProjections) {
        storeFused(std::span(layer.linears).first(3), attention + ".qkv_proj");
    }
    layer.moe = layout.experts ? layout.experts(index, layer.name) : std::nullopt;
    if (layer.moe) {
        numberExperts(*layer.moe);
    }
    if (!layer.moe) {
        const LinearSpec parts[] = {
            {Role::Gate, feedForward + "gate_proj", intermediate, hidden, layout.feedForwardBias},
            {Role::Up, feedForward + "up_proj", intermediate, hidden, layout.feedForwardBias},
            {Role::Down, feedForward + "down_proj", hidden, intermediate, layout.feedForwardBias}};
        layer.linears.insert(layer.linears.end(), std::begin(parts), std::end(parts));
        if (layout.fusedProjections) {
            storeFused(std::span(layer.linears).subspan(4, 2), feedForward + "gate_up_proj");
        }
    }
    layer.inputNorm = layer.name + ".input_layernorm";
    if (layout.outputNorms) {
        layer.attentionOutputNorm = layer.name + ".post_attention_layernorm";
        layer.postAttentionNorm = layer.name + ".pre_feedforward_layernorm";
        layer.feedForwardOutputNorm = layer.name + ".post_feedforward_layernorm";
    } else if (!layout.oneNorm) {
        layer.postAttentionNorm = layer.name + ".post_attention_layernorm";
    }
    if (layout.queryKeyNorms) {
        layer.queryNorm = attention + ".q_norm";
        layer.keyNorm = attention + ".k_norm";
    }
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

std::function<std::int64_t(std::int64_t layer)> readQwenWindow(ConfigReader& reader, const nlohmann::json& config)
{
    if (!reader.flag("use_sliding_window", false)) {
        return {};
    }
    const std::int64_t window = reader.size("sliding_window", 4096);
    const std::int64_t full =
        config.value("max_window_layers", nlohmann::json(0)) == 0 ? 0 : reader.size("max_window_layers");
    const nlohmann::json types = config.value("layer_types", nlohmann::json());
    return [=](std::int64_t layer) -> std::int64_t {
        const bool slides = types.is_array() && static_cast<std::size_t>(layer) < types.size()
                                ? types[static_cast<std::size_t>(layer)] == "sliding_attention"
                                : layer >= full;
        return slides ? window : 0;
    };
}

Result<ModelSpec> parseLlamaLayout(ConfigReader& reader, const LlamaLayout& layout)
{
    ModelSpec spec;
    spec.classes = classesOf(layout.classPrefix);
    spec.architecture = reader.architecture((std::string(layout.classPrefix) + "ForCausalLM").c_str());
    spec.hiddenSize = reader.size("hidden_size");
    reader.heads(spec, {}, layout.headDimension);
    spec.vocabularySize = reader.size("vocab_size");
    spec.contextLength = reader.size("max_position_embeddings");
    spec.normEpsilon = reader.positive(layout.normEpsilon, 1e-6);
    spec.activation = reader.activation(layout.activation);
    const double rotary = reader.positive("partial_rotary_factor", 1.0);
    spec.rope = reader.rope(static_cast<std::int64_t>(static_cast<double>(spec.headDimension) * rotary) / 2 * 2);
    spec.tiedEmbeddings = reader.flag("tie_word_embeddings", layout.tiedByDefault);
    spec.endOfSequenceIds = reader.endOfSequenceIds();
    const std::int64_t layers = reader.layers("num_hidden_layers");
    const std::vector<std::int64_t> widths = reader.widths("intermediate_size", layers);
    if (reader.error()) {
        return *reader.error();
    }
    for (std::int64_t i = 0; i < layers; ++i) {
        spec.layers.push_back(layerOf(i, spec, widths[static_cast<std::size_t>(i)], layout));
    }
    return spec;
}

} // namespace espalier::model
