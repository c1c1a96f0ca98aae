#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

/// Biases on q, k and v without a key that says so.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Qwen2";
    layout.queryKeyValueBias = true;
    layout.slidingWindow = readQwenWindow(reader, config);
    return parseLlamaLayout(reader, layout);
}

} // namespace

/// Qwen2 and Qwen2.5.
Family qwen2Family()
{
    return {"qwen2", {"qwen2"}, {"Qwen2ForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
