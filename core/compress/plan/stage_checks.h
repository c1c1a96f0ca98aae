#pragma once

#include <vector>

#include "core/model/model_spec.h"
#include "core/recipe/resolve.h"

namespace espalier::compress::plan {

/// What a recipe asks of the model's structure that it cannot give, beside what recipe::resolve() finds: said before
/// anything runs. Stages behind one that changes the structure are left to planRun(), which knows what it leaves.
/// Errors: `recipe.mappings` (a mapping of AWQ or SmoothQuant fits nowhere), `recipe.order` (a solver stands behind one
/// that has rounded its matrices in the same stage).
std::vector<recipe::Diagnostic> checkStructure(const recipe::ResolvedRecipe& resolved, const model::ModelSpec& spec);

} // namespace espalier::compress::plan
