#include "core/model/families/families.h"
#include "core/model/families/llama_layout.h"

namespace espalier::model {
namespace {

/// Llama's layer with fused projections; the window is on every layer.
Result<ModelSpec> parse(const nlohmann::json& config)
{
    ConfigReader reader(config);
    LlamaLayout layout;
    layout.classPrefix = "Phi3";
    layout.fusedProjections = true;
    const std::int64_t window = reader.has("sliding_window") ? reader.size("sliding_window") : 0;
    layout.slidingWindow = [window](std::int64_t) { return window; };
    return parseLlamaLayout(reader, layout);
}

} // namespace

/// Phi-3, Phi-3.5 and Phi-4 (mini), longrope included; not Phi-3-small, whose attention is another.
Family phi3Family()
{
    return {"phi3", {"phi3"}, {"Phi3ForCausalLM"}, parse, {"*.rotary_emb.inv_freq"}};
}

} // namespace espalier::model
