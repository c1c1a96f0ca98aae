#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace espalier::cli {

// Figures of an answer as people read them; "-" for one that is not known.

/// Four significant digits, thousands and more as whole numbers.
std::string figure(const nlohmann::json& value);
std::string percent(const nlohmann::json& share); ///< 0.5 -> "50.0 %"
std::string mebibytes(const nlohmann::json& bytes);

} // namespace espalier::cli
