#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace espalier::formats {

inline constexpr float kLargestE4m3 = 448.0F;

/// The float8 E4M3 value nearest to x, ties to the even code; the sign of zero is kept.
/// @param x finite, at most 448 in magnitude: clamp before
inline float roundToE4m3(float x)
{
    constexpr float kSmallestNormal = 0x1p-6F;
    // 1.5 * 2^23 units of the smallest subnormal, 2^-9: the sum rounds to a multiple of it.
    constexpr float kSubnormalRound = 0x1.8p14F;
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t rounded = (bits + 0x7FFFFU + ((bits >> 20) & 1U)) & ~0xFFFFFU; // 3 bits of mantissa
    const float subnormal = std::copysign((x + kSubnormalRound) - kSubnormalRound, x);
    return std::abs(x) < kSmallestNormal ? subnormal : std::bit_cast<float>(rounded);
}

} // namespace espalier::formats
