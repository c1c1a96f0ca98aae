#pragma once

#include <vector>

#include "core/recipe/schema.h"

namespace espalier::compress {

/// The references' modifiers that a later version runs: known by name and keys, so that recipes convert and messages
/// are exact.
std::vector<recipe::ModifierSchema> laterSchemas();

} // namespace espalier::compress
