#pragma once

#include "core/compress/quantization/schema.h"
#include "core/recipe/schema.h"

namespace espalier::compress {

/// A GPTQModifier's keys. Which module gets which scheme comes from recipe::resolve().
struct GptqRecipe
{
    double dampening = 0.01;  ///< share of the mean of the Hessian's diagonal
    double targetMix = 0.0;   ///< LayerScope::target()
    bool actOrder = true;     ///< static: columns by the diagonal of the Hessian, groups as they stand
    bool scaleSearch = false; ///< each scale by weighted squares before the sweep
    int scaleDescent = 0;     ///< cycles over the scales after the sweep
    bool ownSchemes = false;  ///< else those of a QuantizationModifier before it in the stage
    QuantizationRecipe quantization;
};

recipe::ModifierSchema gptqSchema();

/// Errors: `recipe.key.type`.
Result<GptqRecipe> gptqFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
