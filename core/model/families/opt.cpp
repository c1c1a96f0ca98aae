#include "core/model/config_reader.h"
#include "core/model/families/families.h"
#include "core/model/families/layers.h"

namespace espalier::model {
namespace {

constexpr StructureKeys kKeys = {.width = "ffn_dim"};
constexpr double kNormEpsilon = 1e-5; // in no config
constexpr std::int64_t kPositionOffset = 2;

LayerSpec layerOf(std::int64_t index, const ModelSpec& spec, std::int64_t width, bool bias)
{
    LayerSpec layer;
    layer.name = "model.decoder.layers." + std::to_string(index);
    layer.linears = attentionLinears(spec, layer.name + ".self_attn", "out_proj", bias, bias);
    layer.linears.push_back({Role::Up, layer.name + ".fc1", width, spec.hiddenSize, bias});
    layer.linears.push_back({Role::Down, layer.name + ".fc2", spec.hiddenSize, width, bias});
    layer.inputNorm = layer.name + ".self_attn_layer_norm";
    layer.postAttentionNorm = layer.name + ".final_layer_norm";
    return layer;
}

/// Learned positions, ReLU, biases everywhere.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    ModelSpec spec;
    spec.classes = classesOf("OPT");
    spec.classes.model = "OPTDecoder";
    spec.classes.norm = "LayerNorm";
    spec.architecture = reader.architecture("OPTForCausalLM");
    spec.hiddenSize = reader.size("hidden_size");
    reader.heads(spec, kKeys);
    spec.vocabularySize = reader.size("vocab_size");
    spec.contextLength = reader.size("max_position_embeddings");
    spec.norm = NormKind::Layer;
    spec.normBias = reader.flag("layer_norm_elementwise_affine", true);
    spec.normEpsilon = kNormEpsilon;
    spec.activation = reader.has("activation_function") ? reader.activation("activation_function") : Activation::Relu;
    spec.tiedEmbeddings = reader.flag("tie_word_embeddings", true);
    spec.endOfSequenceIds = reader.endOfSequenceIds();
    spec.embedding = "model.decoder.embed_tokens";
    spec.positionEmbedding = "model.decoder.embed_positions";
    spec.positionOffset = kPositionOffset;
    spec.finalNorm = "model.decoder.final_layer_norm";
    const std::int64_t layers = reader.layers(kKeys.layers);
    const std::vector<std::int64_t> widths = reader.widths(kKeys.width, layers);
    if (reader.size("word_embed_proj_dim", spec.hiddenSize) != spec.hiddenSize) {
        reader.fail("word_embed_proj_dim", "differs from hidden_size: projected embeddings (OPT-350M) are not "
                                           "supported");
    }
    if (!reader.flag("do_layer_norm_before", true)) {
        reader.fail("do_layer_norm_before", "is false: norms after the residual sum (OPT-350M) are not supported");
    }
    if (!spec.normBias) {
        reader.fail("layer_norm_elementwise_affine", "is false: norms without weights are not supported");
    }
    if (reader.flag("_remove_final_layer_norm", false)) {
        reader.fail("_remove_final_layer_norm", "is true: a model without its last norm is not supported");
    }
    const bool bias = reader.flag("enable_bias", true);
    if (reader.error()) {
        return *reader.error();
    }
    for (std::int64_t i = 0; i < layers; ++i) {
        spec.layers.push_back(layerOf(i, spec, widths[static_cast<std::size_t>(i)], bias));
    }
    return spec;
}

} // namespace

/// OPT-125M to OPT-66B, save OPT-350M.
Family optFamily()
{
    return {"opt", {"opt"}, {"OPTForCausalLM"}, parse, {}, kKeys};
}

} // namespace espalier::model
