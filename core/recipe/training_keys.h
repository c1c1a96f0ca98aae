#pragma once

#include "core/recipe/raw.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

/// What SparseML's train stages say of the training itself becomes a FineTuningModifier, with a note
/// `recipe.upstream.training`: EpochRangeModifier, LearningRateFunctionModifier, SetLearningRateModifier and the
/// argument `num_epochs`. The rest (batch size, data) stands on SparseML's command line. Nothing is changed in a stage
/// that does not train, has a FineTuningModifier already, or where none is registered.
/// @param variables arguments of the stage and of the recipe, the stage's first
void translateTraining(RawStage& stage, const Value::Map& variables, const SchemaRegistry& schemas,
                       Diagnostics& diagnostics);

} // namespace espalier::recipe
