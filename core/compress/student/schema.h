#pragma once

#include <cstdint>
#include <string>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// A StudentModifier's keys. Sizes that are 0 are the stage's input model's.
struct StudentRecipe
{
    std::string config; ///< path of a config.json; empty: that of the stage's input with other sizes
    std::int64_t layers = 0;
    std::int64_t hidden = 0;
    std::int64_t intermediate = 0;
    std::int64_t heads = 0;
    std::int64_t keyValueHeads = 0;
};

recipe::ModifierSchema studentSchema();
Result<StudentRecipe> studentFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
