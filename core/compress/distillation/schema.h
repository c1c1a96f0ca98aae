#pragma once

#include "core/recipe/schema.h"

namespace espalier::compress {

/// An OutputDistillationModifier's keys.
struct OutputDistillationRecipe
{
    double temperature = 1.0;
    double distillScale = 1.0;  ///< of the divergence in the loss
    double originalScale = 1.0; ///< of the next tokens' cross entropy
};

/// A HiddenDistillationModifier's keys.
struct HiddenDistillationRecipe
{
    double scale = 1.0;         ///< of the layers' mean error in the loss
    double originalScale = 1.0; ///< of the next tokens' cross entropy
    int every = 1;              ///< student layers from one that is compared to the next
};

recipe::ModifierSchema outputDistillationSchema();
recipe::ModifierSchema hiddenDistillationSchema();
Result<OutputDistillationRecipe> outputDistillationFromRecipe(const recipe::Modifier& modifier);
Result<HiddenDistillationRecipe> hiddenDistillationFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
