#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/model/config_reader.h"
#include "core/model/model_spec.h"

namespace espalier::model {

/// What tells families with Llama's keys in config.json and names of modules apart. Differences that touch neither a
/// key nor a name a family sets in the spec afterwards.
struct LlamaLayout
{
    const char* classPrefix = "Llama";
    bool queryKeyValueBias = false;
    bool outputBias = false;
    bool feedForwardBias = false;
    bool fusedProjections = false; ///< files hold qkv_proj and gate_up_proj
    bool queryKeyNorms = false;
    bool outputNorms = false; ///< Gemma's four norms a layer
    bool oneNorm = false;     ///< attention and feed-forward part share inputNorm
    const char* normEpsilon = "rms_norm_eps";
    const char* activation = "hidden_act";
    bool tiedByDefault = false;
    std::int64_t headDimension = 0; ///< where the key is absent; 0: hidden size / heads
    /// Keys that a query of this layer sees, itself included; 0 for all. None: no window anywhere.
    std::function<std::int64_t(std::int64_t layer)> slidingWindow;
    /// The routed experts that a layer has in place of gate, up and down. None: no layer has any.
    std::function<std::optional<MoeSpec>(std::int64_t layer, const std::string& layerName)> experts;
};

/// Names of an expert's modules below it.
struct ExpertNames
{
    const char* gate = "gate_proj";
    const char* up = "up_proj";
    const char* down = "down_proj";
};
ExpertSpec expertOf(const std::string& name, std::int64_t hidden, std::int64_t intermediate, const ExpertNames& names);

/// How many routed experts a layer has. A damaged config must not fill the memory: fails where all layers together have
/// more than any model.
std::int64_t readExpertCount(ConfigReader& reader, const char* key);
/// num_experts_per_tok, at most `experts`.
std::int64_t readExpertsPerToken(ConfigReader& reader, std::int64_t experts);

/// Qwen's window: none without `use_sliding_window`, then from layer `max_window_layers` on, or where `layer_types`
/// says so.
std::function<std::int64_t(std::int64_t layer)> readQwenWindow(ConfigReader& reader, const nlohmann::json& config);

/// Sizes, norms, rope and names from the keys that these families share.
Result<ModelSpec> parseLlamaLayout(ConfigReader& reader, const LlamaLayout& layout);

} // namespace espalier::model
