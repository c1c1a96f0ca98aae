#pragma once

#include <string>
#include <vector>

#include "core/compress/schema.h"

namespace espalier::compress {

/// What makes an input, and who reads it: as `mappings` of a recipe has it.
struct ScalingMapping
{
    std::string source;               ///< a norm, v_proj or up_proj: entry as in targets
    std::vector<std::string> readers; ///< likewise
    recipe::Location location = {};   ///< in the recipe
};

/// `mappings` of AWQ, SmoothQuant and logarithmic equalization.
recipe::KeySchema mappingsKey();

/// Reads `{smooth_layer, balance_layers}` maps and `[[readers], source]` lists; empty if the recipe leaves it to the
/// modifier. Errors: `recipe.mappings` (neither form), `target.pattern`.
Result<std::vector<ScalingMapping>> mappingsFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
