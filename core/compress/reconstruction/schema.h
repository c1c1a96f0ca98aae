#pragma once

#include <cstdint>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// Weights that are trained together against one output.
enum class ReconstructionUnit {
    Parts, ///< the attention part, then the feed-forward part
    Block  ///< the whole decoder layer
};

/// A BlockReconstructionModifier's keys.
struct ReconstructionRecipe
{
    ReconstructionUnit unit = ReconstructionUnit::Parts;
    int epochs = 6;
    std::int64_t batchWindows = 4; ///< per step
    double learningRate = 1e-3;
    double gradientNorm = 1.0;     ///< 0 clips nothing
    double heldOutShare = 0.125;   ///< of the windows, that choose the best epoch
    int patience = 2;              ///< epochs without a better held-out error before it stops
    bool norms = true;             ///< and biases are trained as well
    bool referenceIsStage = false; ///< the stage's input instead of the run's source model
};

recipe::ModifierSchema reconstructionSchema();
Result<ReconstructionRecipe> reconstructionFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
