#include "core/engine/kernels/input_codes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/input_codes.cpp"
#define ESPALIER_WITHOUT_VNNI
#include "core/engine/kernels/highway.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;
inline constexpr std::size_t kLanes = hn::MaxLanes(Floats());

ValueRange rangeOfValues(const float* values, std::size_t count)
{
    const Floats d;
    auto min = hn::Zero(d);
    auto max = hn::Zero(d);
    auto nothing = hn::Zero(d); // x - x is 0 unless x is infinite or NaN
    const auto add = [&](hn::Vec<Floats> x) HWY_ATTR {
        min = hn::Min(min, x);
        max = hn::Max(max, x);
        nothing = hn::Add(nothing, hn::Sub(x, x));
    };
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        add(hn::LoadU(d, values + i));
    }
    if (i < count) {
        HWY_ALIGN float last[kLanes] = {};
        std::copy(values + i, values + count, last);
        add(hn::Load(d, last));
    }
    return {hn::GetLane(hn::MinOfLanes(d, min)), hn::GetLane(hn::MaxOfLanes(d, max)),
            hn::GetLane(hn::SumOfLanes(d, nothing)) == 0.0F};
}

void roundValues(const CodeGrid& grid, const float* values, std::size_t count, std::int8_t* codes)
{
    const Floats d;
    const hn::Rebind<std::int8_t, Floats> dc;
    const auto scale = hn::Set(d, grid.scale);
    const auto zeroPoint = hn::Set(d, grid.zeroPoint);
    const auto lowest = hn::Set(d, grid.lowest);
    const auto highest = hn::Set(d, grid.highest);
    const auto round = [&](hn::Vec<Floats> x) HWY_ATTR {
        const auto place = hn::Add(hn::Div(x, scale), zeroPoint);
        return hn::DemoteTo(dc, hn::NearestInt(hn::Min(hn::Max(place, lowest), highest)));
    };
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        hn::StoreU(round(hn::LoadU(d, values + i)), dc, codes + i);
    }
    if (i < count) {
        HWY_ALIGN float last[kLanes] = {};
        HWY_ALIGN std::int8_t lastCodes[kLanes];
        std::copy(values + i, values + count, last);
        hn::Store(round(hn::Load(d, last)), dc, lastCodes);
        std::copy(lastCodes, lastCodes + (count - i), codes + i);
    }
}

using Bytes = hn::FixedTag<std::uint8_t, 16>;
using ByteVector = hn::Vec<Bytes>;

HWY_INLINE std::int32_t sumOfBytes(ByteVector a, ByteVector b)
{
    const auto sums = hn::Add(hn::SumsOf8(a), hn::SumsOf8(b));
    return static_cast<std::int32_t>(hn::GetLane(hn::SumOfLanes(hn::FixedTag<std::uint64_t, 2>(), sums)));
}

void sumPieces(const std::int8_t* codes, std::size_t pieces, std::int32_t* sums)
{
    const Bytes d;
    const auto bias = hn::Set(d, 128);
    std::int32_t total = 0;
    for (std::size_t piece = 0; piece < pieces; ++piece, codes += kPieceColumns) {
        sums[piece] = total;
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(codes);
        total += sumOfBytes(hn::Xor(hn::LoadU(d, bytes), bias), hn::Xor(hn::LoadU(d, bytes + 16), bias)) -
                 128 * static_cast<std::int32_t>(kPieceColumns);
    }
    sums[pieces] = total;
}

/// The parted form of 16 codes; returns the magnitudes of the negative ones, 0 for the others.
HWY_INLINE ByteVector partSixteen(const std::int8_t* codes, std::uint8_t* parted)
{
    const Bytes d;
    const hn::RebindToSigned<Bytes> ds;
    const hn::Repartition<std::uint32_t, Bytes> fours;
    const auto code = hn::LoadU(ds, codes);
    const auto magnitudes = hn::BitCast(d, hn::Abs(code));
    const auto negative = hn::BitCast(d, hn::VecFromMask(ds, hn::Lt(code, hn::Zero(ds))));
    const auto a = hn::BitCast(fours, magnitudes);
    const auto b = hn::BitCast(fours, negative);
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(fours, a, b)), d, parted);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(fours, a, b)), d, parted + 16);
    return hn::And(magnitudes, negative);
}

void partPieces(const std::int8_t* codes, std::size_t pieces, std::uint8_t* parted, std::int32_t* negativeSums)
{
    std::int32_t total = 0;
    for (std::size_t piece = 0; piece < pieces; ++piece, codes += kPieceColumns, parted += 2 * kPieceColumns) {
        negativeSums[piece] = total;
        const ByteVector first = partSixteen(codes, parted);
        total += sumOfBytes(first, partSixteen(codes + 16, parted + 32));
    }
    negativeSums[pieces] = total;
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {
namespace {

ValueRange rangeScalar(const float* values, std::size_t count)
{
    ValueRange range;
    for (std::size_t i = 0; i < count; ++i) {
        range.min = std::min(range.min, values[i]);
        range.max = std::max(range.max, values[i]);
        range.finite &= std::isfinite(values[i]);
    }
    return range;
}

void roundScalar(const CodeGrid& grid, const float* values, std::size_t count, std::int8_t* codes)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float place = std::clamp(values[i] / grid.scale + grid.zeroPoint, grid.lowest, grid.highest);
        codes[i] = static_cast<std::int8_t>(std::nearbyint(place));
    }
}

void sumScalar(const std::int8_t* codes, std::size_t pieces, std::int32_t* sums)
{
    std::int32_t total = 0;
    for (std::size_t i = 0; i < pieces * kPieceColumns; ++i) {
        if (i % kPieceColumns == 0) {
            sums[i / kPieceColumns] = total;
        }
        total += codes[i];
    }
    sums[pieces] = total;
}

void partScalar(const std::int8_t* codes, std::size_t pieces, std::uint8_t* parted, std::int32_t* negativeSums)
{
    std::int32_t total = 0;
    for (std::size_t i = 0; i < pieces * kPieceColumns; ++i) {
        if (i % kPieceColumns == 0) {
            negativeSums[i / kPieceColumns] = total;
        }
        std::uint8_t* four = parted + i / 4 * 8 + i % 4;
        four[0] = static_cast<std::uint8_t>(std::abs(codes[i]));
        four[4] = codes[i] < 0 ? 255 : 0;
        total += codes[i] < 0 ? -codes[i] : 0;
    }
    negativeSums[pieces] = total;
}

} // namespace

ValueRange valueRange(const float* values, std::size_t count)
{
    return ESPALIER_KERNEL(rangeScalar, rangeOfValues)(values, count);
}

void roundToCodes(const CodeGrid& grid, const float* values, std::size_t count, std::int8_t* codes)
{
    ESPALIER_KERNEL(roundScalar, roundValues)(grid, values, count, codes);
}

void sumCodes(const std::int8_t* codes, std::size_t pieces, std::int32_t* sums)
{
    ESPALIER_KERNEL(sumScalar, sumPieces)(codes, pieces, sums);
}

void partSigns(const std::int8_t* codes, std::size_t pieces, std::uint8_t* parted, std::int32_t* negativeSums)
{
    ESPALIER_KERNEL(partScalar, partPieces)(codes, pieces, parted, negativeSums);
}

} // namespace espalier::engine
#endif // HWY_ONCE
