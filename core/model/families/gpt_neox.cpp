#include "core/model/config_reader.h"
#include "core/model/families/families.h"
#include "core/model/families/layers.h"

namespace espalier::model {
namespace {

/// Rows of query_key_value are those of head 0's query, key and value, then head 1's, ...
LayerSpec layerOf(std::int64_t index, const ModelSpec& spec, std::int64_t width, bool attentionBias)
{
    LayerSpec layer;
    layer.name = "gpt_neox.layers." + std::to_string(index);
    const std::string attention = layer.name + ".attention";
    layer.linears = attentionLinears(spec, attention, "dense", attentionBias, attentionBias);
    const std::int64_t head = spec.headDimension;
    for (std::size_t i = 0; i < 3; ++i) {
        layer.linears[i].stored = StoredPart{.module = attention + ".query_key_value",
                                             .outFeatures = 3 * spec.heads * head,
                                             .first = static_cast<std::int64_t>(i) * head,
                                             .run = head,
                                             .stride = 3 * head};
    }
    layer.linears.push_back({Role::Up, layer.name + ".mlp.dense_h_to_4h", width, spec.hiddenSize, true});
    layer.linears.push_back({Role::Down, layer.name + ".mlp.dense_4h_to_h", spec.hiddenSize, width, true});
    layer.inputNorm = layer.name + ".input_layernorm";
    layer.postAttentionNorm = layer.name + ".post_attention_layernorm";
    return layer;
}

/// Rotation of a part of each head; attention and feed-forward part side by side, each with its own norm.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    ModelSpec spec;
    spec.classes = classesOf("GPTNeoX");
    spec.classes.layer = "GPTNeoXLayer";
    spec.classes.norm = "LayerNorm";
    spec.architecture = reader.architecture("GPTNeoXForCausalLM");
    spec.hiddenSize = reader.size("hidden_size");
    reader.heads(spec, {});
    if (spec.keyValueHeads != spec.heads) {
        reader.fail("num_key_value_heads", "must equal num_attention_heads in this family");
    }
    spec.vocabularySize = reader.size("vocab_size");
    spec.contextLength = reader.size("max_position_embeddings");
    spec.norm = NormKind::Layer;
    spec.normBias = true;
    spec.normEpsilon = reader.positive("layer_norm_eps", 1e-5);
    spec.activation = reader.has("hidden_act") ? reader.activation() : Activation::Gelu;
    const double share = reader.positive("rotary_pct", reader.positive("partial_rotary_factor", 0.25));
    spec.rope = reader.rope(static_cast<std::int64_t>(static_cast<double>(spec.headDimension) * share) / 2 * 2);
    if (!reader.has("rope_theta") && !reader.has("rope_parameters")) {
        spec.rope.theta = reader.positive("rotary_emb_base", 10000.0);
    }
    spec.parallelResidual = reader.flag("use_parallel_residual", true);
    spec.tiedEmbeddings = reader.flag("tie_word_embeddings", false);
    spec.endOfSequenceIds = reader.endOfSequenceIds();
    spec.basePrefix = "gpt_neox.";
    spec.embedding = "gpt_neox.embed_in";
    spec.finalNorm = "gpt_neox.final_layer_norm";
    spec.head = "embed_out";
    const StructureKeys keys;
    const std::int64_t layers = reader.layers(keys.layers);
    const std::vector<std::int64_t> widths = reader.widths(keys.width, layers);
    const bool attentionBias = reader.flag("attention_bias", true);
    if (reader.error()) {
        return *reader.error();
    }
    for (std::int64_t i = 0; i < layers; ++i) {
        spec.layers.push_back(layerOf(i, spec, widths[static_cast<std::size_t>(i)], attentionBias));
    }
    return spec;
}

} // namespace

/// GPT-NeoX 20B and Pythia. Files may hold the causal mask as `attention.bias`.
Family gptNeoxFamily()
{
    return {"gpt_neox",
            {"gpt_neox"},
            {"GPTNeoXForCausalLM"},
            parse,
            {"*.attention.bias", "*.attention.masked_bias", "*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
