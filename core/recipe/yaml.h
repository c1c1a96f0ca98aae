#pragma once

#include <optional>
#include <string_view>

#include "core/recipe/diagnostics.h"
#include "core/recipe/parse.h"

namespace espalier::recipe {

/// Reads one YAML (or JSON) document into a Value with locations (columns count bytes from 1).
/// Scalars are typed as the references' reader types them (YAML 1.1 booleans, null, `~`); `1e-3` is a number and an
/// unquoted `2:4` stays text. A node with a tag of its own, `!Class {...}`, becomes `{Class: {...}}`. Aliases and merge
/// keys are expanded within bounds. Errors: `recipe.yaml.syntax`, `.duplicate`, `.limit`, `.documents`,
/// `recipe.markdown`.
std::optional<Value> readYaml(std::string_view document, DocumentKind kind, Diagnostics& diagnostics);

} // namespace espalier::recipe
