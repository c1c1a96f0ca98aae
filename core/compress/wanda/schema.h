#pragma once

#include <vector>

#include "core/compress/allocation/schema.h"

namespace espalier::compress {

/// A WandaPruningModifier's keys. Which module gets which sparsity comes from recipe::resolve() and the allocation.
struct WandaRecipe
{
    int keptOfGroup = 0; ///< N:M: N kept of M consecutive inputs; 0 with groupSize 0
    int groupSize = 0;   ///< M; 0 is unstructured
    AllocationRecipe allocation;
};

recipe::ModifierSchema wandaSchema();

/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe), `recipe.profile`.
Result<WandaRecipe> wandaFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
