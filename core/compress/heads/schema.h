#pragma once

#include <cstdint>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// An AttentionHeadPruningModifier's keys.
struct HeadRecipe
{
    double ratio = 0.25;     ///< of the key/value heads, each with the query heads that read it
    double dampening = 0.01; ///< share of the mean of the Hessian's diagonal
    double targetMix = 0.0;  ///< 0: the layer's own weights on compressed inputs
    bool localSearch = true;
};

recipe::ModifierSchema headSchema();

/// How many of `keyValueHeads` a ratio removes: the nearest number, one at least stays.
std::int64_t removedHeads(std::int64_t keyValueHeads, double ratio);

/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe).
Result<HeadRecipe> headsFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
