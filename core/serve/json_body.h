#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::serve {

/// Bounds of a request's JSON beside its size: values nested deeper, objects of more members in all, or more values in
/// all are refused before anything is built (recursion in later stages; members are looked up one after the other;
/// three bytes of text are a value of fifty). A prompt of token ids is the longest list that there is.
inline constexpr int kMaximumDepth = 64;
inline constexpr std::size_t kMaximumMembers = 20'000;
inline constexpr std::size_t kMaximumValues = 200'000;

/// The JSON object of a request body, members in their order. Errors: `invalid_json` (where and why; also invalid
/// UTF-8, numbers beyond double, other bounds), `invalid_type` (no object).
Result<nlohmann::ordered_json> parseBody(std::string_view body);

} // namespace espalier::serve
