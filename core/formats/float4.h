#pragma once

#include <cstddef>
#include <span>

namespace espalier::formats {

/// Elements of nvfp4-pack-quantized: two E2M1 values a byte, the first in the low half; a value has a sign, two bits of
/// exponent and one of mantissa: 0, 0.5, 1, 1.5, 2, 3, 4, 6.
/// @param packed [n / 2] @param values [n], n even
void unpackE2m1(std::span<const std::byte> packed, std::span<float> values);

} // namespace espalier::formats
