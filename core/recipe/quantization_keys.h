#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/formats/quantization.h"
#include "core/recipe/diagnostics.h"

namespace espalier::recipe {

enum class QuantizationKind {
    Legacy,  ///< SparseML 1.7's QuantizationModifier
    Schemes, ///< a QuantizationModifier that says how
    Solver   ///< GPTQ and the like: with schemes of its own, or those of a QuantizationModifier before it
};

/// Brings the quantization keys of any dialect into `config_groups` with every field spelled out:
/// SparseML's legacy scheme and scheme_overrides, llm-compressor's presets (`scheme: W8A8`) and config_groups.
/// @param arguments `scheme`, `scheme_overrides`, `targets`, `config_groups`, `observer`, `*_observer` as the document
/// has them
/// @return the value of `config_groups` (a map, maybe empty)
Value canonicalConfigGroups(const Value& arguments, Dialect dialect, QuantizationKind kind, Location place,
                            Diagnostics& diagnostics);

/// A `kv_cache_scheme`: one fixed symmetric scale for each layer's keys and one for its values. Errors:
/// `recipe.scheme.later`.
Result<formats::QuantizationArgs> keyValueArgs(const Value& scheme);

/// "static" and its older name; "group", which needs stored indices, is refused when the recipe is read.
bool isStaticActOrder(const Value& actorder);

QuantizationKind quantizationKind(const std::string& className, const Value& arguments, Dialect dialect);

/// SparseML 1.7's QuantizationModifier rather than compressed-tensors' one.
bool isLegacyQuantization(const std::string& className, const Value& arguments, Dialect dialect);

/// Names of all presets that `scheme` takes, those of later versions included.
std::vector<std::string> presetNames();

/// One canonical config group as the compressor takes it. Error `recipe.scheme.later`: a field that formats cannot say
/// yet.
Result<formats::QuantizationScheme> schemeFromGroup(const Value& group);

} // namespace espalier::recipe
