#pragma once

#include <string>
#include <string_view>

#include "core/formats/quantization.h"
#include "core/model/checkpoint.h"

namespace espalier::compress {

inline constexpr std::string_view kIntQuantized = "int-quantized";
inline constexpr std::string_view kPackQuantized = "pack-quantized";
inline constexpr std::string_view kFloatQuantized = "float-quantized";

/// The compressed-tensors format in which weights of a scheme are stored, as compressed-tensors itself chooses it:
/// float8 as it is; integers packed where activations stay in floating point (WnA16) or become float8, by channel or
/// group; else a byte each.
std::string storageFormat(const formats::QuantizationScheme& scheme);

/// The format in which a checkpoint holds a module; empty if dense.
std::string storedFormat(const model::Checkpoint& checkpoint, const std::string& module);

} // namespace espalier::compress
