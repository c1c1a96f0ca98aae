#pragma once

#include <vector>

#include "core/recipe/raw.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

/// Says where the program that a document was written for does something else than what the document reads like, with
/// codes `recipe.upstream.*` (recipes/README.md lists them). Notes where it is done right here, warnings where the
/// document says less than its author may think. Nothing for Espalier's own dialect.
void explainUpstream(const Value& root, Dialect dialect, const std::vector<RawStage>& stages,
                     const SchemaRegistry& schemas, Diagnostics& diagnostics);

} // namespace espalier::recipe
