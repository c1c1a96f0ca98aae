#pragma once

#include <string_view>

#include "core/text/jinja/ast.h"

namespace espalier::text::jinja {

/// Reads a template (its source normalized). @throws SyntaxError
Block parseTemplate(std::string_view source);

} // namespace espalier::text::jinja
