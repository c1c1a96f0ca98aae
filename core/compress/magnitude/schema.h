#pragma once

#include <vector>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// A MagnitudePruningModifier's keys, applied in one shot.
struct MagnitudeRecipe
{
    std::vector<double> sparsity = {0.5}; ///< one for all, or one for each matched target
    int keptOfGroup = 0;                  ///< N:M: N kept of M consecutive inputs
    int groupSize = 0;                    ///< 0 is unstructured
    bool global = false;                  ///< one ranking over all matched matrices
    std::vector<std::string> targets;
    std::vector<std::string> ignore;
};

recipe::ModifierSchema magnitudeSchema();
Result<MagnitudeRecipe> magnitudeFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
