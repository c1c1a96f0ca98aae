// Loads of stored numbers as float vectors, panels and the register tile that the float kernels share; read once for
// each Highway target.
#if defined(ESPALIER_FLOAT_TILE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ESPALIER_FLOAT_TILE_INL
#undef ESPALIER_FLOAT_TILE_INL
#else
#define ESPALIER_FLOAT_TILE_INL
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <hwy/highway.h>

#include "core/engine/kernels/element.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;
using FloatVector = hn::Vec<Floats>;

inline constexpr std::size_t kLanes = hn::MaxLanes(Floats());
/// Columns and rows of a register tile: 12 accumulators with 16 registers, 24 with NEON's 32 short ones.
inline constexpr std::size_t kTileVectors = kLanes == 4 ? 4 : 2;
inline constexpr std::size_t kTileColumns = kTileVectors * kLanes;
inline constexpr std::size_t kTileRows = 6;

/// As many elements as D has lanes, at any address.
template <Element kElement, class D> HWY_INLINE hn::Vec<D> loadElements(D d, const std::byte* source)
{
    if constexpr (kElement == Element::Float32) {
        return hn::LoadU(d, reinterpret_cast<const float*>(source));
    } else if constexpr (kElement == Element::Float16) {
        return hn::PromoteTo(
            d, hn::LoadU(hn::Rebind<hwy::float16_t, D>(), reinterpret_cast<const hwy::float16_t*>(source)));
    } else if constexpr (kElement == Element::BFloat16) {
        const auto bits = hn::LoadU(hn::Rebind<std::uint16_t, D>(), reinterpret_cast<const std::uint16_t*>(source));
        return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(hn::Rebind<std::uint32_t, D>(), bits)));
    } else {
        const auto codes = hn::LoadU(hn::Rebind<std::int8_t, D>(), reinterpret_cast<const std::int8_t*>(source));
        return hn::ConvertTo(d, hn::PromoteTo(hn::Rebind<std::int32_t, D>(), codes));
    }
}

/// The first `count` elements, the other lanes 0; nothing is read beyond them.
template <Element kElement, class D>
HWY_INLINE hn::Vec<D> loadFirstElements(D d, const std::byte* source, std::size_t count)
{
    HWY_ALIGN std::byte bytes[64] = {};
    std::memcpy(bytes, source, count * bytesOf(kElement));
    return loadElements<kElement>(d, bytes);
}

/// The first `count` elements of `source`, 0 in the other lanes.
HWY_INLINE FloatVector loadFirst(const float* source, std::size_t count)
{
    return loadFirstElements<Element::Float32>(Floats(), reinterpret_cast<const std::byte*>(source), count);
}

HWY_INLINE float sumOfLanes(FloatVector vector)
{
    return hn::GetLane(hn::SumOfLanes(Floats(), vector));
}

/// Elements as floats. @param out filled up with zeros to `padded`, a multiple of kLanes
template <Element kElement>
HWY_INLINE void widen(const std::byte* source, std::size_t count, float factor, float* out, std::size_t padded)
{
    const Floats d;
    const auto f = hn::Set(d, factor);
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        hn::StoreU(hn::Mul(loadElements<kElement>(d, source + i * bytesOf(kElement)), f), d, out + i);
    }
    if (i < count) {
        hn::StoreU(hn::Mul(loadFirstElements<kElement>(d, source + i * bytesOf(kElement), count - i), f), d, out + i);
        i += kLanes;
    }
    for (; i < padded; ++i) {
        out[i] = 0.0F;
    }
}

/// panel[k * stride + r] = element k of row r, for `depth` elements of `rows` rows; zeros for rows up to `paddedRows`
/// (a multiple of 4). Four by four, as 128-bit blocks are what every target can interleave.
/// @param factors [rows] multiplies the rows; null: none
template <Element kElement>
void packTransposed(const std::byte* source, std::size_t rowBytes, std::size_t rows, std::size_t depth,
                    const float* factors, float* panel, std::size_t stride, std::size_t paddedRows)
{
    const hn::FixedTag<float, 4> d4;
    const hn::Repartition<double, decltype(d4)> pairs;
    constexpr std::size_t kBytes = bytesOf(kElement);
    for (std::size_t r = 0; r < paddedRows; r += 4) {
        for (std::size_t k = 0; k < depth; k += 4) {
            const std::size_t count = std::min<std::size_t>(4, depth - k);
            hn::Vec<decltype(d4)> v[4];
            for (std::size_t i = 0; i < 4; ++i) {
                if (r + i >= rows) {
                    v[i] = hn::Zero(d4);
                    continue;
                }
                const std::byte* place = source + (r + i) * rowBytes + k * kBytes;
                v[i] = count == 4 ? loadElements<kElement>(d4, place) : loadFirstElements<kElement>(d4, place, count);
                if (factors != nullptr) {
                    v[i] = hn::Mul(v[i], hn::Set(d4, factors[r + i]));
                }
            }
            const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d4, v[0], v[1]));
            const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d4, v[2], v[3]));
            const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d4, v[0], v[1]));
            const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d4, v[2], v[3]));
            float* out = panel + k * stride + r;
            hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(pairs, low01, low23)), d4, out);
            if (count > 1) {
                hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(pairs, low01, low23)), d4, out + stride);
            }
            if (count > 2) {
                hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(pairs, high01, high23)), d4, out + 2 * stride);
            }
            if (count > 3) {
                hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(pairs, high01, high23)), d4, out + 3 * stride);
            }
        }
    }
}

/// c[r * cStride + j] (+)= sum over k < depth of a[r][k] * b[k * bStride + j], for j < kTileColumns.
template <std::size_t kRows>
void registerTile(const float* const* a, std::size_t depth, const float* b, std::size_t bStride, bool add, float* c,
                  std::size_t cStride)
{
    const Floats d;
    FloatVector sums[kRows][kTileVectors];
    for (std::size_t r = 0; r < kRows; ++r) {
        for (std::size_t v = 0; v < kTileVectors; ++v) {
            sums[r][v] = add ? hn::LoadU(d, c + r * cStride + v * kLanes) : hn::Zero(d);
        }
    }
    for (std::size_t k = 0; k < depth; ++k) {
        FloatVector columns[kTileVectors];
        for (std::size_t v = 0; v < kTileVectors; ++v) {
            columns[v] = hn::LoadU(d, b + k * bStride + v * kLanes);
        }
        for (std::size_t r = 0; r < kRows; ++r) {
            const auto factor = hn::Set(d, a[r][k]);
            for (std::size_t v = 0; v < kTileVectors; ++v) {
                sums[r][v] = hn::MulAdd(factor, columns[v], sums[r][v]);
            }
        }
    }
    for (std::size_t r = 0; r < kRows; ++r) {
        for (std::size_t v = 0; v < kTileVectors; ++v) {
            hn::StoreU(sums[r][v], d, c + r * cStride + v * kLanes);
        }
    }
}

/// registerTile() for 1 to kTileRows rows.
HWY_INLINE void registerTileOf(std::size_t rows, const float* const* a, std::size_t depth, const float* b,
                               std::size_t bStride, bool add, float* c, std::size_t cStride)
{
    switch (rows) {
    case 1:
        return registerTile<1>(a, depth, b, bStride, add, c, cStride);
    case 2:
        return registerTile<2>(a, depth, b, bStride, add, c, cStride);
    case 3:
        return registerTile<3>(a, depth, b, bStride, add, c, cStride);
    case 4:
        return registerTile<4>(a, depth, b, bStride, add, c, cStride);
    case 5:
        return registerTile<5>(a, depth, b, bStride, add, c, cStride);
    default:
        return registerTile<kTileRows>(a, depth, b, bStride, add, c, cStride);
    }
}

/// C [rows, columns] (+)= A [rows, depth] B [depth, columns], row by row from pointers. @param columns a multiple of
/// kTileColumns
HWY_INLINE void multiplyTiles(const float* const* a, std::size_t rows, std::size_t depth, const float* b,
                              std::size_t bStride, std::size_t columns, bool add, float* c, std::size_t cStride)
{
    for (std::size_t row = 0; row < rows; row += kTileRows) {
        for (std::size_t column = 0; column < columns; column += kTileColumns) {
            registerTileOf(std::min(kTileRows, rows - row), a + row, depth, b + column, bStride, add,
                           c + row * cStride + column, cStride);
        }
    }
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
