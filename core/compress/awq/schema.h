#pragma once

#include <vector>

#include "core/compress/scaling/schema.h"

namespace espalier::compress {

/// Whether AWQ's scales also look at the weights.
enum class DuoScaling {
    Off,
    On,  ///< r = 0 without, then r from 0 to 1 with the weights' importance
    Both ///< half of the points without, half with it
};

/// An AWQModifier's keys. Which module gets which scheme comes from recipe::resolve().
struct AwqRecipe
{
    DuoScaling duo = DuoScaling::On;
    int gridPoints = 20;
    std::int64_t searchTokens = 16384;
    std::vector<ScalingMapping> mappings; ///< empty: every input that can be scaled
};

recipe::ModifierSchema awqSchema();

/// Errors: `recipe.key.type`, `recipe.mappings`, `target.pattern`.
Result<AwqRecipe> awqFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
