#pragma once

#include <optional>
#include <string>

#include "core/text/jinja/value.h"

namespace espalier::text::jinja {

/// The options of Python's json.dumps that Hugging Face's tojson has.
struct JsonOptions
{
    bool ensureAscii = false;
    bool sortKeys = false;
    std::optional<std::string> indent; ///< of one level; none: one line
    std::optional<std::string> itemSeparator;
    std::optional<std::string> keySeparator;
};

/// Bytes that are no UTF-8 stay as they are. @throws RenderError for values that JSON has not
std::string toJson(Context& context, const Value& value, const JsonOptions& options);

} // namespace espalier::text::jinja
