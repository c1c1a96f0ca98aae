#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::serve {

/// Errors of the API are espalier::Error with OpenAI's meaning: `code` is one of the below, `place` the parameter.
namespace code {
inline constexpr const char* kInvalidJson = "invalid_json";
inline constexpr const char* kInvalidType = "invalid_type";
inline constexpr const char* kInvalidValue = "invalid_value";
inline constexpr const char* kMissing = "missing_required_parameter";
inline constexpr const char* kUnsupported = "unsupported_parameter";
inline constexpr const char* kContextLength = "context_length_exceeded";
inline constexpr const char* kTemplate = "template_error";
inline constexpr const char* kInvalidApiKey = "invalid_api_key";
inline constexpr const char* kForbiddenOrigin = "forbidden_origin";
inline constexpr const char* kNotFound = "not_found";
inline constexpr const char* kMethod = "method_not_allowed";
inline constexpr const char* kLengthRequired = "length_required";
inline constexpr const char* kBodyTooLarge = "body_too_large";
inline constexpr const char* kMediaType = "unsupported_media_type";
inline constexpr const char* kTimeout = "request_timeout";
inline constexpr const char* kHeadersTooLarge = "headers_too_large";
inline constexpr const char* kConnections = "too_many_connections";
inline constexpr const char* kQueueFull = "queue_full";
inline constexpr const char* kShuttingDown = "shutting_down";
inline constexpr const char* kInternal = "internal_error";
} // namespace code

/// HTTP status of an error; 500 for a code that is none of the above.
int httpStatus(const Error& error);

/// OpenAI's form: {"error": {"message", "type", "param", "code"}}.
nlohmann::ordered_json errorBody(const Error& error);

/// JSON text in ASCII (clients may cut it anywhere); what is not UTF-8 becomes U+FFFD.
std::string jsonText(const nlohmann::ordered_json& value);

} // namespace espalier::serve
