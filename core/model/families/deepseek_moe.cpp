#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

struct ExpertKeys
{
    std::int64_t hidden = 0;
    std::int64_t intermediate = 0;
    std::int64_t experts = 0;
    std::int64_t shared = 0; ///< as many experts' width in one module that every token takes
    std::int64_t perToken = 0;
    bool renormalize = false;
    std::int64_t firstLayer = 0;
    std::int64_t every = 1;
};

/// A count that may be 0 or null.
std::int64_t count(ConfigReader& reader, const nlohmann::json& config, const char* key)
{
    return !reader.has(key) || config[key] == 0 ? 0 : reader.size(key);
}

ExpertKeys readKeys(ConfigReader& reader, const nlohmann::json& config)
{
    ExpertKeys keys;
    keys.hidden = reader.size("hidden_size");
    keys.intermediate = reader.size("moe_intermediate_size");
    keys.experts = readExpertCount(reader, "n_routed_experts");
    keys.shared = count(reader, config, "n_shared_experts");
    keys.perToken = readExpertsPerToken(reader, keys.experts);
    keys.renormalize = reader.flag("norm_topk_prob", false);
    keys.firstLayer = count(reader, config, "first_k_dense_replace");
    keys.every = reader.size("moe_layer_freq", 1);
    if (reader.has("scoring_func") && config["scoring_func"] != "softmax") {
        reader.fail("scoring_func", "must be softmax");
    }
    return keys;
}

std::optional<MoeSpec> expertsOf(const ExpertKeys& keys, std::int64_t layer, const std::string& layerName)
{
    if (layer < keys.firstLayer || layer % keys.every != 0) {
        return std::nullopt;
    }
    const std::string name = layerName + ".mlp";
    MoeSpec moe;
    moe.router = name + ".gate";
    moe.expertsPerToken = keys.perToken;
    moe.renormalize = keys.renormalize;
    moe.className = "DeepseekMoE";
    moe.routerClass = "MoEGate";
    moe.expertClass = "DeepseekMLP";
    for (std::int64_t i = 0; i < keys.experts; ++i) {
        moe.experts.push_back(expertOf(name + ".experts." + std::to_string(i), keys.hidden, keys.intermediate, {}));
    }
    if (keys.shared > 0) {
        moe.shared = expertOf(name + ".shared_experts", keys.hidden, keys.intermediate * keys.shared, {});
    }
    return moe;
}

/// Llama's attention; the first layers are dense, the others have routed experts and one that every token takes.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Deepseek";
    layout.queryKeyValueBias = layout.outputBias = reader.flag("attention_bias", false);
    const bool dense = !reader.has("n_routed_experts"); // as the dense models of the family
    if (!dense) {
        const ExpertKeys keys = readKeys(reader, config);
        layout.experts = [keys](std::int64_t layer, const std::string& name) { return expertsOf(keys, layer, name); };
    }
    return parseLlamaLayout(reader, layout);
}

} // namespace

/// DeepSeekMoE 16B (not V2 and V3, whose attention is another).
Family deepseekMoeFamily()
{
    return {"deepseek_moe",
            {"deepseek"},
            {"DeepseekForCausalLM"},
            parse,
            {"*.rotary_emb.inv_freq"},
            {.expertWidth = "moe_intermediate_size"}};
}

} // namespace espalier::model
