#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/formats/safetensors.h"

namespace espalier::formats {

inline constexpr std::uint64_t kMaximumHeaderBytes = 100'000'000;

/// Reads the JSON of a safetensors header, event by event, so that repeated keys are seen and depth costs nothing.
/// Checks each entry by itself; that names differ and how the tensors lie among each other is the caller's to check.
/// Errors: `safetensors.header`, `safetensors.duplicate` (a key twice within an entry).
Result<void> parseHeader(std::string_view json, std::vector<TensorInfo>& tensors,
                         std::map<std::string, std::string>& metadata);

/// Bytes of a tensor by shape and type; nothing if a dimension is negative or the product does not fit.
std::optional<std::uint64_t> storedBytes(const TensorInfo& tensor);

} // namespace espalier::formats
