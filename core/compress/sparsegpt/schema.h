#pragma once

#include <cstdint>

#include "core/compress/allocation/schema.h"

namespace espalier::compress {

/// A SparseGPTModifier's keys. Which module gets which sparsity comes from recipe::resolve().
struct SparseGptRecipe : PruningRecipe
{
    std::int64_t blockSize = 32;      ///< columns that share one unstructured mask
    double dampening = 0.01;          ///< share of the mean of the Hessian's diagonal
    double targetMix = 0.0;           ///< see mixedTarget(); 0 is SparseGPT as published
    bool quantize = false;            ///< quantize the survivors in the same sweep
    bool preserveMask = false;        ///< zeros that are there already stay and count
    AllocationRecipe allocation = {}; ///< how layers share the sparsity
};

recipe::ModifierSchema sparseGptSchema();

/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe), `recipe.profile`.
Result<SparseGptRecipe> sparseGptFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
