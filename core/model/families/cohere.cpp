#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

constexpr double kDefaultLogitScale = 0.0625; // of transformers' CohereConfig

/// Attention and feed-forward part both take what the one norm of a layer gives; layer norms without bias.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Cohere";
    layout.queryKeyValueBias = layout.outputBias = reader.flag("attention_bias", false);
    layout.oneNorm = true;
    layout.normEpsilon = "layer_norm_eps";
    layout.tiedByDefault = true;
    layout.queryKeyNorms = reader.flag("use_qk_norm", false);
    const double logitScale = reader.positive("logit_scale", kDefaultLogitScale);
    auto spec = parseLlamaLayout(reader, layout);
    if (spec) {
        spec->norm = NormKind::Layer;
        spec->classes.norm = "CohereLayerNorm";
        spec->parallelResidual = true;
        spec->headNorms = layout.queryKeyNorms;
        spec->rope.interleaved = true;
        spec->logitScale = logitScale;
    }
    return spec;
}

} // namespace

/// Command-R and Command-R+.
Family cohereFamily()
{
    return {"cohere", {"cohere"}, {"CohereForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
