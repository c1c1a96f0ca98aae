#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.queryKeyValueBias = layout.outputBias = reader.flag("attention_bias", false);
    layout.feedForwardBias = reader.flag("mlp_bias", false);
    return parseLlamaLayout(reader, layout);
}

} // namespace

/// Llama 1 to 3.3 and what has their shape: TinyLlama, Vicuna, Yi, SmolLM.
Family llamaFamily()
{
    return {"llama", {"llama"}, {"LlamaForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
