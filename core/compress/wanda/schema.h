#pragma once

#include <vector>

#include "core/compress/allocation/schema.h"

namespace espalier::compress {

/// A WandaPruningModifier's keys. Which module gets which sparsity comes from recipe::resolve() and the allocation.
struct WandaRecipe : PruningRecipe
{
    AllocationRecipe allocation = {};
};

recipe::ModifierSchema wandaSchema();

/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe), `recipe.profile`.
Result<WandaRecipe> wandaFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
