#include "core/serve/api_error.h"

#include <array>

namespace espalier::serve {
namespace {

struct Kind
{
    std::string_view code;
    int status;
    const char* type;
};

constexpr const char* kInvalidRequest = "invalid_request_error";
constexpr const char* kServerError = "server_error";

constexpr std::array kKinds{
    Kind{code::kInvalidJson, 400, kInvalidRequest},
    Kind{code::kInvalidType, 400, kInvalidRequest},
    Kind{code::kInvalidValue, 400, kInvalidRequest},
    Kind{code::kMissing, 400, kInvalidRequest},
    Kind{code::kUnsupported, 400, kInvalidRequest},
    Kind{code::kContextLength, 400, kInvalidRequest},
    Kind{code::kTemplate, 400, kInvalidRequest},
    Kind{code::kInvalidApiKey, 401, "authentication_error"},
    Kind{code::kForbiddenOrigin, 403, "permission_error"},
    Kind{code::kNotFound, 404, kInvalidRequest},
    Kind{code::kMethod, 405, kInvalidRequest},
    Kind{code::kTimeout, 408, kInvalidRequest},
    Kind{code::kLengthRequired, 411, kInvalidRequest},
    Kind{code::kBodyTooLarge, 413, kInvalidRequest},
    Kind{code::kMediaType, 415, kInvalidRequest},
    Kind{code::kHeadersTooLarge, 431, kInvalidRequest},
    Kind{code::kConnections, 503, kServerError},
    Kind{code::kQueueFull, 429, "rate_limit_error"},
    Kind{code::kShuttingDown, 503, kServerError},
    Kind{code::kInternal, 500, kServerError},
};

const Kind& kindOf(const Error& error)
{
    for (const Kind& kind : kKinds) {
        if (kind.code == error.code) {
            return kind;
        }
    }
    return kKinds.back();
}

} // namespace

int httpStatus(const Error& error)
{
    return kindOf(error).status;
}

nlohmann::ordered_json errorBody(const Error& error)
{
    nlohmann::ordered_json inner;
    inner["message"] = error.message;
    inner["type"] = kindOf(error).type;
    inner["param"] = error.place.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(error.place);
    inner["code"] = error.code;
    return {{"error", std::move(inner)}};
}

std::string jsonText(const nlohmann::ordered_json& value)
{
    return value.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace espalier::serve
