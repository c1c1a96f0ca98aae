#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

constexpr std::int64_t kDefaultWindow = 4096; // of transformers' MistralConfig

/// The window is on every layer; `null` turns it off (7B v0.2 and later), an absent key does not.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Mistral";
    const bool off = config.contains("sliding_window") && config["sliding_window"].is_null();
    const std::int64_t window = off ? 0 : reader.size("sliding_window", kDefaultWindow);
    layout.slidingWindow = [window](std::int64_t) { return window; };
    return parseLlamaLayout(reader, layout);
}

} // namespace

Family mistralFamily()
{
    return {"mistral", {"mistral"}, {"MistralForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
