#pragma once

#include <vector>

#include "core/compress/allocation/schema.h"
#include "core/recipe/schema.h"

namespace espalier::compress {

/// An ADMMPruningModifier's keys. Which module gets which sparsity comes from recipe::resolve().
struct AdmmRecipe : PruningRecipe
{
    bool fast = false;
    int refitIterations = 10;
    double dampening = 0.01; ///< share of the mean of the Hessian's diagonal
    double targetMix = 0.5;  ///< see mixedTarget()
    bool preserveMask = false;
    AllocationRecipe allocation = {};
};

recipe::ModifierSchema admmSchema();
/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe).
Result<AdmmRecipe> admmFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
