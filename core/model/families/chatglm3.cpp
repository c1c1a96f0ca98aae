#include "core/model/config_reader.h"
#include "core/model/families/families.h"
#include "core/model/families/layers.h"

namespace espalier::model {
namespace {

constexpr StructureKeys kKeys = {.layers = "num_layers",
                                 .width = "ffn_hidden_size",
                                 .keyValueHeads = "multi_query_group_num",
                                 .headDimension = "kv_channels"};
constexpr double kRopeBase = 10000.0;

struct Biases
{
    bool queryKeyValue = false;
    bool others = false;
};

LayerSpec layerOf(std::int64_t index, const ModelSpec& spec, std::int64_t width, const Biases& biases)
{
    LayerSpec layer;
    layer.name = "transformer.encoder.layers." + std::to_string(index);
    const std::string attention = layer.name + ".self_attention";
    const std::string feedForward = layer.name + ".mlp";
    layer.linears = attentionLinears(spec, attention, "dense", biases.queryKeyValue, biases.others);
    layer.linears.push_back({Role::Gate, feedForward + ".gate_proj", width, spec.hiddenSize, biases.others});
    layer.linears.push_back({Role::Up, feedForward + ".up_proj", width, spec.hiddenSize, biases.others});
    layer.linears.push_back({Role::Down, feedForward + ".dense_4h_to_h", spec.hiddenSize, width, biases.others});
    storeFused(std::span(layer.linears).first(3), attention + ".query_key_value");
    storeFused(std::span(layer.linears).subspan(4, 2), feedForward + ".dense_h_to_4h");
    layer.inputNorm = layer.name + ".input_layernorm";
    layer.postAttentionNorm = layer.name + ".post_attention_layernorm";
    return layer;
}

void refuseOthers(ConfigReader& reader)
{
    if (reader.flag("apply_residual_connection_post_layernorm", false)) {
        reader.fail("apply_residual_connection_post_layernorm", "is true, which is not supported");
    }
    for (const char* key : {"rmsnorm", "post_layer_norm"}) {
        if (!reader.flag(key, true)) {
            reader.fail(key, "is false, which is not supported");
        }
    }
    if (reader.has("pre_seq_len")) {
        reader.fail("pre_seq_len", "is given: models with a trained prefix are not supported");
    }
}

/// Llama's layer with fused projections; half of each head is rotated, in pairs of neighbours.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    ModelSpec spec;
    spec.classes = {"ChatGLMModel", "GLMBlock", "SelfAttention", "MLP", "RMSNorm", "RotaryEmbedding"};
    spec.architecture = reader.architecture("ChatGLMForConditionalGeneration");
    spec.hiddenSize = reader.size("hidden_size");
    StructureKeys keys = kKeys;
    if (!reader.flag("multi_query_attention", false)) {
        keys.keyValueHeads = keys.heads; // as many as of queries
    }
    reader.heads(spec, keys);
    spec.vocabularySize = reader.size("padded_vocab_size", reader.size("vocab_size", 65024));
    spec.contextLength = reader.size("seq_length");
    spec.normEpsilon = reader.positive("layernorm_epsilon", 1e-5);
    spec.rope.theta = kRopeBase * reader.positive("rope_ratio", 1.0);
    spec.rope.rotaryDimensions = spec.headDimension / 2;
    spec.rope.interleaved = true;
    spec.tiedEmbeddings = reader.flag("tie_word_embeddings", false);
    spec.endOfSequenceIds = reader.endOfSequenceIds();
    spec.basePrefix = "transformer.";
    spec.embedding = "transformer.embedding.word_embeddings";
    spec.finalNorm = "transformer.encoder.final_layernorm";
    spec.head = "transformer.output_layer";
    refuseOthers(reader);
    const std::int64_t layers = reader.layers(kKeys.layers);
    const std::vector<std::int64_t> widths = reader.widths(kKeys.width, layers);
    const bool all = reader.flag("add_bias_linear", false);
    const Biases biases{all || reader.flag("add_qkv_bias", false), all};
    if (reader.error()) {
        return *reader.error();
    }
    for (std::int64_t i = 0; i < layers; ++i) {
        spec.layers.push_back(layerOf(i, spec, widths[static_cast<std::size_t>(i)], biases));
    }
    return spec;
}

} // namespace

/// ChatGLM2, ChatGLM3 and CodeGeeX2.
Family chatglm3Family()
{
    return {"chatglm3",
            {"chatglm"},
            {"ChatGLMModel", "ChatGLMForConditionalGeneration"},
            parse,
            {"*.rotary_pos_emb.inv_freq"},
            kKeys};
}

} // namespace espalier::model
