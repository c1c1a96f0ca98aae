#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/formats/quantization.h"
#include "core/recipe/diagnostics.h"

namespace espalier::recipe {

/// Brings the quantization keys of any dialect into `config_groups` with every field spelled out:
/// SparseML's legacy scheme and scheme_overrides, llm-compressor's presets (`scheme: W8A8`) and config_groups.
/// @param arguments `scheme`, `scheme_overrides`, `targets`, `config_groups`, `observer`, `*_observer` as the document
/// has them
/// @return the value of `config_groups` (a map, maybe empty)
Value canonicalConfigGroups(const Value& arguments, Dialect dialect, bool legacy, Location place,
                            Diagnostics& diagnostics);

/// SparseML 1.7's QuantizationModifier rather than compressed-tensors' one.
bool isLegacyQuantization(const std::string& className, const Value& arguments, Dialect dialect);

/// Names of all presets that `scheme` takes, those of later versions included.
std::vector<std::string> presetNames();

/// One canonical config group as the compressor takes it. Error `recipe.scheme.later`: a field that formats cannot say
/// yet.
Result<formats::QuantizationScheme> schemeFromGroup(const Value& group);

} // namespace espalier::recipe
