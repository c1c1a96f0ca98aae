#pragma once

#include <string>
#include <vector>

#include "core/recipe/recipe.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

struct WrittenRecipe
{
    std::string document;                ///< YAML, ends with a newline
    std::vector<Diagnostic> diagnostics; ///< what the dialect cannot say, as warnings
};

/// Writes a recipe in a dialect, so that reading it again gives the same stages. Keys that hold their default are left
/// out where that dialect has the same default. Comments of the source are not kept.
WrittenRecipe writeRecipe(const Recipe& recipe, Dialect dialect, const SchemaRegistry& schemas);

} // namespace espalier::recipe
