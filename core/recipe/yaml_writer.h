#pragma once

#include <string>

#include "core/recipe/recipe.h"

namespace espalier::recipe {

/// Block YAML of a value: mappings in block style, lists of scalars in one line, everything else one item a line.
/// Texts that another type could be read from are quoted.
std::string toYaml(const Value& value);

enum class FlowStyle { Yaml, Json };

/// The value in one line, with brackets: what stands behind a key. JSON puts every text in double quotes.
std::string toFlow(const Value& value, FlowStyle style = FlowStyle::Yaml);

} // namespace espalier::recipe
