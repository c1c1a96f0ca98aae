#include "core/model/families/families.h"
#include <cmath>

#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

// Of transformers' Gemma2Config.
constexpr std::int64_t kDefaultHeadDimension = 256;
constexpr std::int64_t kDefaultWindow = 4096;
constexpr double kDefaultScoreSize = 256.0;
constexpr double kDefaultAttentionSoftcap = 50.0;
constexpr double kDefaultLogitSoftcap = 30.0;

double softcap(ConfigReader& reader, const nlohmann::json& config, const char* key, double fallback)
{
    return config.contains(key) ? reader.positiveOrNone(key) : fallback; // null turns it off
}

/// Norms before and after both parts, which multiply by 1 + weight; the even layers have a window.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Gemma2";
    layout.queryKeyValueBias = layout.outputBias = reader.flag("attention_bias", false);
    layout.outputNorms = true;
    layout.tiedByDefault = true;
    layout.headDimension = kDefaultHeadDimension;
    layout.activation = reader.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    const bool unlimited = config.contains("sliding_window") && config["sliding_window"].is_null();
    const std::int64_t window = unlimited ? 0 : reader.size("sliding_window", kDefaultWindow);
    const nlohmann::json types = config.value("layer_types", nlohmann::json());
    layout.slidingWindow = [=](std::int64_t layer) -> std::int64_t {
        const auto index = static_cast<std::size_t>(layer);
        const bool slides =
            types.is_array() && index < types.size() ? types[index] == "sliding_attention" : layer % 2 == 0;
        return slides ? window : 0;
    };
    const double scoreSize = reader.positive("query_pre_attn_scalar", kDefaultScoreSize);
    const double attentionSoftcap = softcap(reader, config, "attn_logit_softcapping", kDefaultAttentionSoftcap);
    const double logitSoftcap = softcap(reader, config, "final_logit_softcapping", kDefaultLogitSoftcap);
    auto spec = parseLlamaLayout(reader, layout);
    if (spec) {
        spec->normPlusOne = true;
        spec->attentionScale = 1.0 / std::sqrt(scoreSize);
        spec->attentionSoftcap = attentionSoftcap;
        spec->logitSoftcap = logitSoftcap;
        spec->embeddingScale = std::sqrt(static_cast<double>(spec->hiddenSize));
    }
    return spec;
}

} // namespace

Family gemma2Family()
{
    return {"gemma2", {"gemma2"}, {"Gemma2ForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
