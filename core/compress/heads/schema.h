#pragma once

#include <cstdint>

#include "core/compress/osscar/schema.h"

namespace espalier::compress {

/// An AttentionHeadPruningModifier's keys; the ratio is of the key/value heads, each with the query heads that read it.
struct HeadRecipe : RemovalRecipe
{
};

recipe::ModifierSchema headSchema();

/// How many of `keyValueHeads` a ratio removes: the nearest number, one at least stays.
std::int64_t removedHeads(std::int64_t keyValueHeads, double ratio);

/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe).
Result<HeadRecipe> headsFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
