#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

/// Biases on q, k and v without a key that says so; the window counts only with `use_sliding_window`, then from layer
/// `max_window_layers` on, or where `layer_types` says so.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Qwen2";
    layout.queryKeyValueBias = true;
    if (reader.flag("use_sliding_window", false)) {
        const std::int64_t window = reader.size("sliding_window", 4096);
        const std::int64_t full =
            config.value("max_window_layers", nlohmann::json(0)) == 0 ? 0 : reader.size("max_window_layers");
        const nlohmann::json types = config.value("layer_types", nlohmann::json());
        layout.slidingWindow = [=](std::int64_t layer) -> std::int64_t {
            const bool slides = types.is_array() && static_cast<std::size_t>(layer) < types.size()
                                    ? types[static_cast<std::size_t>(layer)] == "sliding_attention"
                                    : layer >= full;
            return slides ? window : 0;
        };
    }
    return parseLlamaLayout(reader, layout);
}

} // namespace

/// Qwen2 and Qwen2.5.
Family qwen2Family()
{
    return {"qwen2", {"qwen2"}, {"Qwen2ForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
