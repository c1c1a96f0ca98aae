#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/formats/quantization.h"
#include "core/model/model_spec.h"
#include "core/model/module_pattern.h"

namespace espalier::model {

/// The tensors that hold the scales of a layer's quantized keys and values: "<attention>.k_scale",
/// "<attention>.v_scale".
std::array<std::string, 2> keyValueScales(const LayerSpec& layer);

/// Finds the group of a quantization config that applies to a module: ignored ones have none; of several groups that
/// hit, an exact name wins over a pattern, a pattern over a class, and among equals the first group.
class StoredSchemes
{
public:
    /// Error `quantization.config`: a pattern is wrong.
    static Result<StoredSchemes> create(const formats::QuantizationConfig& config);
    /// The config must outlive the answer; nullptr for none.
    const formats::QuantizationScheme* find(const formats::QuantizationConfig& config, const ModuleNode& module) const;

private:
    std::vector<std::vector<ModulePattern>> m_targets; ///< of each group
    std::vector<ModulePattern> m_ignore;
};

} // namespace espalier::model
