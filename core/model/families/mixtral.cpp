#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

/// Mistral's attention; the chosen experts' probabilities are divided by their sum.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Mixtral";
    const std::int64_t window = reader.has("sliding_window") ? reader.size("sliding_window") : 0;
    layout.slidingWindow = [window](std::int64_t) { return window; };
    const std::int64_t experts = readExpertCount(reader, "num_local_experts");
    const std::int64_t chosen = readExpertsPerToken(reader, experts);
    const std::int64_t hidden = reader.size("hidden_size");
    const std::int64_t intermediate = reader.size("intermediate_size");
    layout.experts = [=](std::int64_t, const std::string& layer) {
        const std::string name = layer + ".block_sparse_moe";
        MoeSpec moe;
        moe.router = name + ".gate";
        moe.expertsPerToken = chosen;
        moe.renormalize = true;
        moe.className = "MixtralSparseMoeBlock";
        moe.routerClass = "MixtralTopKRouter";
        moe.expertClass = "MixtralBlockSparseTop2MLP";
        for (std::int64_t i = 0; i < experts; ++i) {
            moe.experts.push_back(
                expertOf(name + ".experts." + std::to_string(i), hidden, intermediate, {"w1", "w3", "w2"}));
        }
        return std::optional(std::move(moe));
    };
    return parseLlamaLayout(reader, layout);
}

} // namespace

/// Mixtral 8x7B and 8x22B.
Family mixtralFamily()
{
    return {"mixtral", {"mixtral"}, {"MixtralForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
