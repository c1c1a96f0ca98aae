#pragma once

#include <optional>
#include <vector>

#include "core/recipe/raw.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

/// Checks a modifier's keys against its schema and brings them into canonical form. More than one modifier comes out of
/// `quantize: {QuantizationModifier: {...}}`; none of an unknown class.
std::vector<Modifier> canonicalModifiers(const RawModifier& raw, Dialect dialect, const SchemaRegistry& schemas,
                                         Diagnostics& diagnostics);

} // namespace espalier::recipe
