#include "core/model/config_reader.h"
#include "core/model/families/families.h"
#include "core/model/families/layers.h"

namespace espalier::model {
namespace {

constexpr StructureKeys kKeys = {.layers = "n_layer", .hidden = "n_embd", .width = "n_inner", .heads = "n_head"};

/// Matrices are stored as [in, out] (Conv1D); q, k and v are columns of one.
LayerSpec layerOf(std::int64_t index, const ModelSpec& spec, std::int64_t width)
{
    LayerSpec layer;
    layer.name = "transformer.h." + std::to_string(index);
    layer.linears = attentionLinears(spec, layer.name + ".attn", "c_proj", true, true);
    layer.linears.push_back({Role::Up, layer.name + ".mlp.c_fc", width, spec.hiddenSize, true});
    layer.linears.push_back({Role::Down, layer.name + ".mlp.c_proj", spec.hiddenSize, width, true});
    storeFused(std::span(layer.linears).first(3), layer.name + ".attn.c_attn");
    for (LinearSpec& linear : layer.linears) {
        if (!linear.stored) {
            storeFused({&linear, 1}, linear.name);
        }
        linear.stored->transposed = true;
    }
    layer.inputNorm = layer.name + ".ln_1";
    layer.postAttentionNorm = layer.name + ".ln_2";
    return layer;
}

/// Learned positions and layer norms.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    ModelSpec spec;
    spec.classes = {"GPT2Model", "GPT2Block", "GPT2Attention", "GPT2MLP", "LayerNorm", ""};
    spec.architecture = reader.architecture("GPT2LMHeadModel");
    spec.hiddenSize = reader.size("n_embd");
    reader.heads(spec, kKeys);
    spec.vocabularySize = reader.size("vocab_size");
    spec.contextLength = reader.size("n_positions");
    spec.norm = NormKind::Layer;
    spec.normBias = true;
    spec.normEpsilon = reader.positive("layer_norm_epsilon", 1e-5);
    spec.activation =
        reader.has("activation_function") ? reader.activation("activation_function") : Activation::GeluTanh;
    spec.tiedEmbeddings = reader.flag("tie_word_embeddings", true);
    spec.endOfSequenceIds = reader.endOfSequenceIds();
    spec.basePrefix = "transformer.";
    spec.embedding = "transformer.wte";
    spec.positionEmbedding = "transformer.wpe";
    spec.finalNorm = "transformer.ln_f";
    const std::int64_t layers = reader.layers(kKeys.layers);
    const std::vector<std::int64_t> widths = reader.widths(kKeys.width, layers, 4 * spec.hiddenSize);
    for (const char* key : {"scale_attn_by_inverse_layer_idx", "add_cross_attention"}) {
        if (reader.flag(key, false)) {
            reader.fail(key, "is true, which is not supported");
        }
    }
    if (!reader.flag("scale_attn_weights", true)) {
        spec.attentionScale = 1.0;
    }
    if (reader.error()) {
        return *reader.error();
    }
    for (std::int64_t i = 0; i < layers; ++i) {
        spec.layers.push_back(layerOf(i, spec, widths[static_cast<std::size_t>(i)]));
    }
    return spec;
}

} // namespace

/// GPT-2 of all sizes. Files hold the causal mask as `attn.bias`.
Family gpt2Family()
{
    return {"gpt2", {"gpt2"}, {"GPT2LMHeadModel"}, parse, {"*.attn.bias", "*.attn.masked_bias"}, kKeys};
}

} // namespace espalier::model
