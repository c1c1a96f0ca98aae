#pragma once

#include <cstdint>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// A LoRAModifier's keys.
struct LoraRecipe
{
    std::int64_t rank = 16;
    double alpha = 32.0; ///< the product is multiplied by alpha / rank
};

recipe::ModifierSchema loraSchema();
Result<LoraRecipe> loraFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
