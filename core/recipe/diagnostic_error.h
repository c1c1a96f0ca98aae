#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/recipe/recipe.h"

namespace espalier::recipe {

/// The first error of a document as an Error at "document:line:column", saying how many more there are.
/// There must be one (asserted).
Error firstError(const std::vector<Diagnostic>& diagnostics, const std::string& document);

/// "document:line:column"; the document alone without a location.
std::string placeOf(const Diagnostic& diagnostic, const std::string& document);

} // namespace espalier::recipe
