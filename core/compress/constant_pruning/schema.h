#pragma once

#include "core/recipe/schema.h"

namespace espalier::compress {

/// ConstantPruningModifier: keeps the zeros of its targets while a stage runs.
recipe::ModifierSchema constantPruningSchema();

} // namespace espalier::compress
