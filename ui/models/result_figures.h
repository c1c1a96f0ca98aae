#pragma once

#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

namespace espalier::ui {

/// Figures of a run's result and of what stands in it. Nothing where the object is none, or the key is absent or no
/// number.
std::optional<double> numberIn(const nlohmann::json& object, const char* key);
std::optional<std::uint64_t> bytesIn(const nlohmann::json& object, const char* key); ///< not negative

} // namespace espalier::ui
