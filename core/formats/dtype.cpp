#include "core/formats/dtype.h"

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace espalier::formats {
namespace {

static_assert(std::endian::native == std::endian::little, "tensor files are little-endian and mapped as they are");

struct DTypeRow
{
    DType dtype;
    std::size_t bytes;
    bool floatingPoint;
    std::string_view name;
};

constexpr std::array kDTypes = {
    DTypeRow{DType::F64, 8, true, "F64"},        DTypeRow{DType::F32, 4, true, "F32"},
    DTypeRow{DType::F16, 2, true, "F16"},        DTypeRow{DType::BF16, 2, true, "BF16"},
    DTypeRow{DType::I64, 8, false, "I64"},       DTypeRow{DType::I32, 4, false, "I32"},
    DTypeRow{DType::I16, 2, false, "I16"},       DTypeRow{DType::I8, 1, false, "I8"},
    DTypeRow{DType::U8, 1, false, "U8"},         DTypeRow{DType::Bool, 1, false, "BOOL"},
    DTypeRow{DType::F8E4M3, 1, true, "F8_E4M3"}, DTypeRow{DType::F8E5M2, 1, true, "F8_E5M2"},
};

const DTypeRow& row(DType dtype)
{
    const DTypeRow& found = kDTypes[static_cast<std::size_t>(dtype)];
    assert(found.dtype == dtype);
    return found;
}

/// A binary floating-point format of at most 16 bits: 1 sign, E exponent and M mantissa bits.
/// `kLargest` is the greatest finite code, `kOverflow` what lies beyond it, `kNan` a quiet NaN.
template <typename Code, int E, int M, unsigned Largest, unsigned Overflow, unsigned Nan> struct SmallFloat
{
    using Storage = Code;
    static constexpr int kBias = (1 << (E - 1)) - 1;
    static constexpr unsigned kSign = 1U << (E + M);

    /// Bits shift into place, the exponent is rebased, subnormals come from their integer (no float subnormals arise).
    static float decode(unsigned code)
    {
        const unsigned magnitude = code & (kSign - 1);
        const std::uint32_t sign = (code & kSign) != 0 ? 0x80000000U : 0U;
        std::uint32_t bits = (magnitude << (23 - M)) + (static_cast<std::uint32_t>(127 - kBias) << 23);
        const float subnormal = static_cast<float>(static_cast<std::int32_t>(magnitude)) *
                                std::bit_cast<float>(static_cast<std::uint32_t>(127 + 1 - kBias - M) << 23);
        bits = magnitude < (1U << M) ? std::bit_cast<std::uint32_t>(subnormal) : bits;
        bits = magnitude > Largest ? 0x7F800000U : bits;
        bits = magnitude > Largest && (Overflow == Nan || magnitude != Overflow) ? 0x7FC00000U : bits;
        return std::bit_cast<float>(bits | sign);
    }

    /// Round to nearest, ties to even.
    static Code encode(float value)
    {
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
        const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
        const unsigned sign = (bits >> 31) != 0 ? kSign : 0U;
        unsigned code = 0;
        if (magnitude > 0x7F800000U) {
            code = Nan;
        } else if (magnitude < (static_cast<std::uint32_t>(127 + 1 - kBias) << 23)) {
            // Adding 2^23 leaves the rounded integer in the low bits; the sum is exact but for that rounding.
            const float unit = std::bit_cast<float>(static_cast<std::uint32_t>(127 - 1 + kBias + M) << 23);
            const float shifted = std::bit_cast<float>(magnitude) * unit + 8388608.0F;
            code = std::bit_cast<std::uint32_t>(shifted) & 0x7FFFFFU;
        } else {
            const std::uint32_t rebased = magnitude - (static_cast<std::uint32_t>(127 - kBias) << 23);
            const std::uint32_t even = (rebased >> (23 - M)) & 1U;
            code = (rebased + (1U << (22 - M)) - 1U + even) >> (23 - M);
            code = code > Largest ? Overflow : code;
        }
        return static_cast<Code>(code | sign);
    }
};

using Half = SmallFloat<std::uint16_t, 5, 10, 0x7BFF, 0x7C00, 0x7E00>;
using E4M3 = SmallFloat<std::uint8_t, 4, 3, 0x7E, 0x7F, 0x7F>;
using E5M2 = SmallFloat<std::uint8_t, 5, 2, 0x7B, 0x7C, 0x7E>;

struct BFloat
{
    using Storage = std::uint16_t;
    static float decode(unsigned code) { return std::bit_cast<float>(static_cast<std::uint32_t>(code) << 16); }
    static std::uint16_t encode(float value)
    {
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
        const std::uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
        const bool nan = (bits & 0x7FFFFFFFU) > 0x7F800000U; // rounding could carry a NaN into infinity
        return static_cast<std::uint16_t>(nan ? (bits >> 16) | 0x40U : rounded);
    }
};

template <typename Float> void decodeAll(const std::byte* source, std::span<float> destination)
{
    for (std::size_t i = 0; i < destination.size(); ++i) {
        typename Float::Storage code;
        std::memcpy(&code, source + i * sizeof(code), sizeof(code));
        destination[i] = Float::decode(code);
    }
}

template <typename Float> void encodeAll(std::span<const float> source, std::byte* destination)
{
    for (std::size_t i = 0; i < source.size(); ++i) {
        const typename Float::Storage code = Float::encode(source[i]);
        std::memcpy(destination + i * sizeof(code), &code, sizeof(code));
    }
}

template <typename Float> void decodeByTable(const std::byte* source, std::span<float> destination)
{
    static const auto table = [] {
        std::array<float, 256> values{};
        for (unsigned code = 0; code < values.size(); ++code) {
            values[code] = Float::decode(code);
        }
        return values;
    }();
    for (std::size_t i = 0; i < destination.size(); ++i) {
        destination[i] = table[std::to_integer<std::size_t>(source[i])];
    }
}

template <typename Number> void castAll(const std::byte* source, std::span<float> destination)
{
    for (std::size_t i = 0; i < destination.size(); ++i) {
        Number number;
        std::memcpy(&number, source + i * sizeof(number), sizeof(number));
        destination[i] = static_cast<float>(number);
    }
}

} // namespace

std::size_t sizeInBytes(DType dtype)
{
    return row(dtype).bytes;
}

std::string_view name(DType dtype)
{
    return row(dtype).name;
}

bool isFloatingPoint(DType dtype)
{
    return row(dtype).floatingPoint;
}

std::optional<DType> dtypeFromName(std::string_view name)
{
    for (const DTypeRow& candidate : kDTypes) {
        if (candidate.name == name) {
            return candidate.dtype;
        }
    }
    return std::nullopt;
}

void convertToFloat32(DType dtype, std::span<const std::byte> source, std::span<float> destination)
{
    assert(source.size() == destination.size() * sizeInBytes(dtype));
    switch (dtype) {
    case DType::F64:
        return castAll<double>(source.data(), destination);
    case DType::F32:
        if (!destination.empty()) { // memcpy must not see null pointers, even for no bytes
            std::memcpy(destination.data(), source.data(), source.size());
        }
        return;
    case DType::F16:
        return decodeAll<Half>(source.data(), destination);
    case DType::BF16:
        return decodeAll<BFloat>(source.data(), destination);
    case DType::I64:
        return castAll<std::int64_t>(source.data(), destination);
    case DType::I32:
        return castAll<std::int32_t>(source.data(), destination);
    case DType::I16:
        return castAll<std::int16_t>(source.data(), destination);
    case DType::I8:
        return castAll<std::int8_t>(source.data(), destination);
    case DType::U8:
        return castAll<std::uint8_t>(source.data(), destination);
    case DType::Bool:
        for (std::size_t i = 0; i < destination.size(); ++i) {
            destination[i] = source[i] == std::byte{0} ? 0.0F : 1.0F;
        }
        return;
    case DType::F8E4M3:
        return decodeByTable<E4M3>(source.data(), destination);
    case DType::F8E5M2:
        return decodeByTable<E5M2>(source.data(), destination);
    }
    assert(false);
}

void convertFromFloat32(DType dtype, std::span<const float> source, std::span<std::byte> destination)
{
    assert(destination.size() == source.size() * sizeInBytes(dtype));
    switch (dtype) {
    case DType::F32:
        if (!source.empty()) {
            std::memcpy(destination.data(), source.data(), destination.size());
        }
        return;
    case DType::F16:
        return encodeAll<Half>(source, destination.data());
    case DType::BF16:
        return encodeAll<BFloat>(source, destination.data());
    case DType::F8E4M3:
        return encodeAll<E4M3>(source, destination.data());
    case DType::F8E5M2:
        return encodeAll<E5M2>(source, destination.data());
    default:
        assert(false); // no other type can hold a rounded float
    }
}

} // namespace espalier::formats
