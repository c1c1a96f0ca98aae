#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/compress/model_view.h"
#include "core/compress/scaling/schema.h"
#include "core/recipe/resolve.h"

namespace espalier::compress {

/// An input of a decoder layer that can be scaled without changing what the layer computes: its source is divided, its
/// readers are multiplied.
struct ScalableInput
{
    InputGroup group = InputGroup::None;
    std::string source; ///< a norm, or the linear module whose rows are divided
    bool sourceIsNorm = true;
    std::vector<std::string> readers; ///< every linear module that reads it
};

/// Norms before their readers; v before o (heads that share a key/value head share its scales); up before down where a
/// gate multiplies it or the activation is a ReLU. In forward order.
std::vector<ScalableInput> scalableInputs(const model::ModelSpec& spec, const model::LayerSpec& layer);

/// Which inputs a modifier scales, by layer and in forward order.
using ScalingPlan = std::vector<std::vector<ScalableInput>>;

/// @param mappings of the recipe; empty: those of `inferred` in each layer
/// @param ignored names of sources that are left as they are
/// Errors: `recipe.mappings` (one fits nowhere in the model), `target.pattern`.
Result<ScalingPlan> scalingPlan(const model::ModelSpec& spec, const std::vector<ScalingMapping>& mappings,
                                const std::vector<InputGroup>& inferred, const std::set<std::string>& ignored);

/// scalingPlan() for who has checked the recipe. @throws RunError
ScalingPlan requiredScalingPlan(const model::ModelSpec& spec, const std::vector<ScalingMapping>& mappings,
                                const std::vector<InputGroup>& inferred, const std::set<std::string>& ignored);

/// Marks what the plan changes as written, and the ranges of scaled inputs as those of the changed layer.
/// @return names of the modules whose weights change
std::set<std::string> markScaled(ModelView& model, const ScalingPlan& plan);

/// Names of all modules that the entries of `ignore` hit.
std::set<std::string> ignoredNames(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
