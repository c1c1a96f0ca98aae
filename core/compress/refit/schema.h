#pragma once

#include "core/recipe/schema.h"

namespace espalier::compress {

/// A MaskedRefitModifier's keys.
struct RefitRecipe
{
    int iterations = 10;     ///< of conjugate gradients, at most
    double tolerance = 1e-4; ///< a row is done when its residual is this share of the one it began with
    double dampening = 0.01; ///< share of the mean of the Hessian's diagonal
    double targetMix = 0.5;  ///< see mixedTarget()
};

recipe::ModifierSchema refitSchema();
/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe).
Result<RefitRecipe> refitFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
