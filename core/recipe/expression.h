#pragma once

#include <functional>
#include <string_view>

#include "core/base/result.h"

namespace espalier::recipe {

/// Evaluates `3 * (epochs - 0.5)`: numbers, names, + - * / // % ** and brackets, with Python's precedence.
/// @param lookUp value of a name, or the reason why there is none
/// Error `recipe.eval`: syntax, unknown name, division by zero, a result that is not finite.
Result<double> evaluateExpression(std::string_view expression,
                                  const std::function<Result<double>(std::string_view name)>& lookUp);

} // namespace espalier::recipe
