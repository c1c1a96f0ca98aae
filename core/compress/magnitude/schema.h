#pragma once

#include "core/compress/schema.h"

namespace espalier::compress {

/// A MagnitudePruningModifier's keys, applied in one shot, or by a schedule in a train stage.
struct MagnitudeRecipe : PruningRecipe
{
    bool global = false;          ///< one ranking over all matched matrices
    double initialSparsity = 0.0; ///< in a train stage: what the schedule begins with
    double startEpoch = 0.0;      ///< of the schedule
    double endEpoch = -1.0;       ///< -1: after half of the epochs
    double updateEpochs = 0.0;    ///< between two masks; 0: ten masks
};

recipe::ModifierSchema magnitudeSchema();
Result<MagnitudeRecipe> magnitudeFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
