#pragma once

#include "core/recipe/schema.h"

namespace espalier::compress {

/// Every algorithm that recipes know, this version's and the ones known by name. One line each in schemas.cpp.
const recipe::SchemaRegistry& modifierSchemas();

} // namespace espalier::compress
