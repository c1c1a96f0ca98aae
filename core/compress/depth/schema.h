#pragma once

#include <cstdint>
#include <vector>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// A DepthPruningModifier's keys.
struct DepthRecipe
{
    enum class Method {
        Window,   ///< the best run of neighbouring layers
        Greedy,   ///< one after another, each the best given those before
        Influence ///< those whose output is most like their input
    };
    std::int64_t layers = 0; ///< to remove; 0: `share`
    double share = 0.1;      ///< of the layers, rounded, at least one
    Method method = Method::Greedy;
    bool byPerplexity = false;         ///< else by KL from the whole model
    std::vector<std::int64_t> indices; ///< these and no others
    bool bridge = true;                ///< refit the down_proj in front of each gap
    double dampening = 0.01;           ///< of that fit, as a share of the mean of the Hessian's diagonal
};

recipe::ModifierSchema depthSchema();

/// How many of a model's layers go: those named, each once, or `layers`, or the rounded share, at least one.
std::int64_t removedLayers(const DepthRecipe& recipe, std::int64_t layers);

/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe); `recipe.layers`.
Result<DepthRecipe> depthFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
