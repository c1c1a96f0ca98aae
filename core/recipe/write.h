#pragma once

#include <string>
#include <vector>

#include "core/recipe/recipe.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

struct WrittenRecipe
{
    std::string document; ///< YAML (JSON for Quark), ends with a newline; empty if a diagnostic is an error
    std::vector<Diagnostic> diagnostics; ///< what the dialect cannot say, as warnings; what is spelled out, as notes
};

/// Writes a recipe in a dialect, so that reading it again gives the same stages. Keys that hold their default are left
/// out where that dialect's program has the same default. Comments of the source are not kept.
WrittenRecipe writeRecipe(const Recipe& recipe, Dialect dialect, const SchemaRegistry& schemas);

} // namespace espalier::recipe
