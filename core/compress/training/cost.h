#pragma once

#include <cstdint>

#include "core/compress/plan/planned_model.h"
#include "core/compress/plan/run_plan.h"
#include "core/recipe/resolve.h"

namespace espalier::compress::plan {

/// What a train stage takes: see runTraining().
struct TrainingCost
{
    std::uint64_t bytes = 0; ///< at its fullest
    double seconds = 0.0;
};

/// @param model the stage's input; a teacher is taken to have its shape
TrainingCost trainingCost(const PlannedModel& model, const recipe::ResolvedStage& stage, const RunSettings& settings);

} // namespace espalier::compress::plan
