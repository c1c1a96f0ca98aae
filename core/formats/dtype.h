#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/result.h"

namespace espalier::formats {

/// Element types of safetensors files. Names in files: F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL F8_E4M3 F8_E5M2.
enum class DType : std::uint8_t { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool, F8E4M3, F8E5M2 };

std::size_t sizeInBytes(DType dtype);
std::string_view name(DType dtype);                        ///< as written in safetensors headers
std::optional<DType> dtypeFromName(std::string_view name); ///< nothing for an unknown name
bool isFloatingPoint(DType dtype);

/// Exact conversion of little-endian elements to float32 (F64 and 64-bit integers round to nearest).
/// source.size() must be destination.size() * sizeInBytes(dtype). Source may be unaligned.
void convertToFloat32(DType dtype, std::span<const std::byte> source, std::span<float> destination);

/// Rounds to nearest even into F32, F16, BF16, F8E4M3 or F8E5M2; asserts on other types. What rounds beyond the largest
/// finite value becomes infinity, with F8E4M3 (which has none) NaN: clamp before where that is not wanted.
/// destination.size() must be source.size() * sizeInBytes(dtype).
void convertFromFloat32(DType dtype, std::span<const float> source, std::span<std::byte> destination);

} // namespace espalier::formats
