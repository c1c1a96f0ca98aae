#pragma once

#include <vector>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// A MagnitudePruningModifier's keys, applied in one shot, or by a schedule in a train stage.
struct MagnitudeRecipe
{
    std::vector<double> sparsity = {0.5}; ///< one for all, or one for each matched target
    int keptOfGroup = 0;                  ///< N:M: N kept of M consecutive inputs
    int groupSize = 0;                    ///< 0 is unstructured
    bool global = false;                  ///< one ranking over all matched matrices
    double initialSparsity = 0.0;         ///< in a train stage: what the schedule begins with
    double startEpoch = 0.0;              ///< of the schedule
    double endEpoch = -1.0;               ///< -1: after half of the epochs
    double updateEpochs = 0.0;            ///< between two masks; 0: ten masks
    std::vector<std::string> targets;
    std::vector<std::string> ignore;
};

recipe::ModifierSchema magnitudeSchema();
Result<MagnitudeRecipe> magnitudeFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
