#pragma once

#include <vector>

#include "core/compress/scaling/schema.h"

namespace espalier::compress {

enum class SmoothingRule {
    Paper,         ///< SmoothQuant's own formula
    LlmCompressor, ///< as SparseML and llm-compressor compute it
    Logarithmic    ///< logarithmic equalization
};

/// Keys of SmoothQuantModifier and LogarithmicEqualizationModifier.
struct SmoothingRecipe
{
    SmoothingRule rule = SmoothingRule::Paper;
    double strength = 0.5; ///< share of the difficulty that moves from activations to weights; not if logarithmic
    std::vector<ScalingMapping> mappings; ///< empty: norms and their readers
};

recipe::ModifierSchema smoothQuantSchema();
recipe::ModifierSchema logarithmicEqualizationSchema();

/// Of either. Errors: `recipe.key.type`, `recipe.mappings`, `target.pattern`.
Result<SmoothingRecipe> smoothingFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
