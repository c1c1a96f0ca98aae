#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/model/config_reader.h"
#include "core/model/model_spec.h"

namespace espalier::model {

/// What tells families of Llama's layout apart: the same seven linear modules a layer under the same names, RMS norms.
struct LlamaLayout
{
    const char* classPrefix = "Llama";
    bool queryKeyValueBias = false;
    bool outputBias = false;
    bool feedForwardBias = false;
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

/// Sizes, norms, rope and names from the keys that these families share.
Result<ModelSpec> parseLlamaLayout(ConfigReader& reader, const LlamaLayout& layout);

} // namespace espalier::model
