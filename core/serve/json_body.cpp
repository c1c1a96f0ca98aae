#include "core/serve/json_body.h"

#include <string>

#include "core/serve/api_error.h"

namespace espalier::serve {
namespace {

/// Counts brackets, colons and commas outside strings: enough to bound what the parser will build, valid JSON or not.
Result<void> checkBounds(std::string_view body)
{
    int depth = 0;
    std::size_t members = 0;
    std::size_t values = 1;
    bool inString = false;
    for (std::size_t i = 0; i < body.size(); ++i) {
        const char c = body[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;
            inString = c != '"';
            continue;
        }
        inString = c == '"';
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        members += c == ':' ? 1 : 0;
        values += c == '{' || c == '[' || c == ',' ? 1 : 0; // each is the first of something, or follows a comma
        if (depth > kMaximumDepth) {
            return Error{code::kInvalidJson,
                         "The request body nests values deeper than " + std::to_string(kMaximumDepth) + " levels.", ""};
        }
        if (members > kMaximumMembers) {
            return Error{code::kInvalidJson,
                         "The request body has more than " + std::to_string(kMaximumMembers) + " object members.", ""};
        }
        if (values > kMaximumValues) {
            return Error{code::kInvalidJson,
                         "The request body has more than " + std::to_string(kMaximumValues) + " values.", ""};
        }
    }
    return {};
}

/// The parser's reason without its internal number.
std::string reason(const std::exception& exception)
{
    const std::string_view what = exception.what();
    const std::size_t end = what.find("] ");
    return std::string(end == std::string_view::npos ? what : what.substr(end + 2));
}

} // namespace

Result<nlohmann::ordered_json> parseBody(std::string_view body)
{
    if (body.empty()) {
        return Error{code::kInvalidJson, "The request body is empty; send a JSON object.", ""};
    }
    if (const auto bounded = checkBounds(body); !bounded) {
        return bounded.error();
    }
    try {
        nlohmann::ordered_json value = nlohmann::ordered_json::parse(body);
        if (!value.is_object()) {
            return Error{code::kInvalidType,
                         std::string("The request body must be a JSON object, not ") + value.type_name() + ".", ""};
        }
        return value;
    } catch (const nlohmann::ordered_json::exception& exception) {
        return Error{code::kInvalidJson, "The request body is not valid JSON: " + reason(exception) + ".", ""};
    }
}

} // namespace espalier::serve
