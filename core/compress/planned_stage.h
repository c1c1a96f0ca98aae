#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/modifier.h"
#include "core/compress/training/training_plan.h"
#include "core/model/checkpoint.h"
#include "core/recipe/resolve.h"

namespace espalier::compress {

/// One stage of a recipe, with what carries it out.
struct PlannedStage
{
    std::string name;
    std::vector<std::unique_ptr<Modifier>> modifiers; ///< of a stage in one shot
    std::optional<TrainingPlan> training;             ///< of a train stage
    std::vector<std::string> names;                   ///< of the modifiers
    nlohmann::json plan;                              ///< {"name", "modifiers": [{"type", "modules"}]}

    /// Several ranks can share the stage: its modifiers work on each matrix by itself, from moments that can be added
    /// up, and there is a calibration window for each rank (or none at all).
    bool canBeShared(std::size_t windows, int ranks) const;
};

/// Errors: `recipe.modifier.*`, `recipe.*` of the modifiers.
Result<PlannedStage> planStage(const recipe::ResolvedStage& stage);
/// The stage for the model that the stages before it have left, whose modules may be others than those of the source.
Result<PlannedStage> planStage(const recipe::Recipe& recipe, std::size_t index, const model::Checkpoint& input);

} // namespace espalier::compress
