#pragma once

#include <cstdint>
#include <functional>

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
};

/// Sizes, norms, rope and names from the keys that these families share.
Result<ModelSpec> parseLlamaLayout(ConfigReader& reader, const LlamaLayout& layout);

} // namespace espalier::model
