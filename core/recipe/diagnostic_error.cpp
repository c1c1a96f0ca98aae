#include "core/recipe/diagnostic_error.h"

#include <algorithm>
#include <cassert>

namespace espalier::recipe {

std::string placeOf(const Diagnostic& diagnostic, const std::string& document)
{
    const Location& location = diagnostic.location;
    return location.line == 0 ? document
                              : document + ":" + std::to_string(location.line) + ":" + std::to_string(location.column);
}

Error firstError(const std::vector<Diagnostic>& diagnostics, const std::string& document)
{
    const auto isError = [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; };
    const auto first = std::find_if(diagnostics.begin(), diagnostics.end(), isError);
    assert(first != diagnostics.end());
    std::string message = first->message;
    if (!first->suggestion.empty()) {
        message += " Did you mean \"" + first->suggestion + "\"?";
    }
    if (const auto more = std::count_if(first + 1, diagnostics.end(), isError); more > 0) {
        message += " (" + std::to_string(more) + " more; `espalier-cli recipe check` lists all)";
    }
    return {first->code, message, placeOf(*first, document)};
}

} // namespace espalier::recipe
