#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

constexpr std::int64_t kDefaultHeadDimension = 128; // of transformers' Qwen3Config

/// RMS norms of each head's query and key, shared by all heads.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Qwen3";
    layout.queryKeyValueBias = layout.outputBias = reader.flag("attention_bias", false);
    layout.queryKeyNorms = true;
    layout.headDimension = kDefaultHeadDimension;
    layout.slidingWindow = readQwenWindow(reader, config);
    return parseLlamaLayout(reader, layout);
}

} // namespace

Family qwen3Family()
{
    return {"qwen3", {"qwen3"}, {"Qwen3ForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
