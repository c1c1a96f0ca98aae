// Dot products of 8-bit codes, four to a 32-bit lane: the step that all integer kernels share; read once for each
// Highway target.
#if defined(ESPALIER_DOT_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ESPALIER_DOT_INL
#undef ESPALIER_DOT_INL
#else
#define ESPALIER_DOT_INL
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "core/engine/packed_matrix.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

namespace hn = hwy::HWY_NAMESPACE;
using Sums = hn::ScalableTag<std::int32_t>;
using Codes = hn::Repartition<std::int8_t, Sums>;
using Unsigned = hn::Repartition<std::uint8_t, Sums>;
using Shorts = hn::Repartition<std::int16_t, Sums>;
using SumVector = hn::Vec<Sums>;
using CodeVector = hn::Vec<Codes>;
using UnsignedVector = hn::Vec<Unsigned>;
using ShortVector = hn::Vec<Shorts>;

inline constexpr std::size_t kSumLanes = hn::MaxLanes(Sums());
inline constexpr std::size_t kCodeLanes = kSumLanes * 4;
/// Vectors of sums for the rows of a block.
inline constexpr std::size_t kBlockVectors = kBlockRows / kSumLanes;

/// How far ahead weights are asked for. Measured on Zen 4: 512 costs nothing and 1024 a tenth of the bandwidth of the
/// processor's own prefetching, which stops at each page.
inline constexpr std::size_t kPrefetchBytes = 512;

/// Instructions that add four products of unsigned and signed bytes to a 32-bit lane.
#define ESPALIER_VNNI (HWY_TARGET == HWY_AVX3_DL)
#define ESPALIER_PARTED (HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3) ///< see InputRows::partsSigns()
#define ESPALIER_AVX512 (HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL)

/// Four bytes, repeated for every lane.
template <typename Byte> HWY_INLINE CodeVector repeatFour(const Byte* bytes)
{
    std::int32_t four = 0;
    std::memcpy(&four, bytes, sizeof(four));
    return hn::BitCast(Codes(), hn::Set(Sums(), four));
}

#if HWY_TARGET != HWY_NEON
/// sums[lane] + the sum of the four products of the lane.
HWY_INLINE SumVector addPairs(SumVector sums, ShortVector pairs)
{
#if ESPALIER_AVX512
    return hn::Add(sums, SumVector{_mm512_madd_epi16(pairs.raw, _mm512_set1_epi16(1))});
#else
    return hn::Add(sums, SumVector{_mm256_madd_epi16(pairs.raw, _mm256_set1_epi16(1))});
#endif
}

/// Sums of pairs of products in 16 bits, which must hold them.
HWY_INLINE ShortVector multiplyPairs(UnsignedVector a, CodeVector b)
{
#if ESPALIER_AVX512
    return ShortVector{_mm512_maddubs_epi16(a.raw, b.raw)};
#else
    return ShortVector{_mm256_maddubs_epi16(a.raw, b.raw)};
#endif
}
#endif

#if ESPALIER_VNNI
/// sums[lane] + the sum of the four products of the lane; exact for all values.
HWY_INLINE SumVector dotUnsigned(SumVector sums, UnsignedVector a, CodeVector b)
{
    return SumVector{_mm512_dpbusd_epi32(sums.raw, a.raw, b.raw)};
}
#endif

#if HWY_TARGET == HWY_NEON
/// sums[lane] + the sum of the four products of the lane; exact for all values.
HWY_INLINE SumVector dotSigned(SumVector sums, CodeVector a, CodeVector b)
{
    const int16x8_t low = vmull_s8(vget_low_s8(a.raw), vget_low_s8(b.raw));
    const int16x8_t high = vmull_s8(vget_high_s8(a.raw), vget_high_s8(b.raw));
    return hn::Add(sums, SumVector{vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high))});
}
#endif

/// Input codes as dot() takes them. x86 multiplies unsigned by signed bytes: |input| is the unsigned side, and the
/// weight takes the input's sign, which is exact unless a weight is -128 (packed weights are not). No pair of
/// products exceeds int16: 2 * 128 * 127 < 2^15.
struct Multiplier
{
#if HWY_TARGET == HWY_NEON
    CodeVector codes;
#elif ESPALIER_AVX512
    UnsignedVector magnitudes;
    __mmask64 negative;
#else
    UnsignedVector magnitudes;
    CodeVector codes;
#endif
};

HWY_INLINE Multiplier multiplier(CodeVector codes)
{
#if HWY_TARGET == HWY_NEON
    return {codes};
#elif ESPALIER_AVX512
    return {UnsignedVector{_mm512_abs_epi8(codes.raw)}, _mm512_movepi8_mask(codes.raw)};
#else
    return {UnsignedVector{_mm256_abs_epi8(codes.raw)}, codes};
#endif
}

/// sums[lane] + the sum of the four products of the lane. @param weights -127 to 127
HWY_INLINE SumVector dot(SumVector sums, CodeVector weights, const Multiplier& inputs)
{
#if HWY_TARGET == HWY_NEON
    return dotSigned(sums, weights, inputs.codes);
#elif ESPALIER_AVX512
    const CodeVector turned{_mm512_mask_sub_epi8(weights.raw, inputs.negative, _mm512_setzero_si512(), weights.raw)};
#if ESPALIER_VNNI
    return dotUnsigned(sums, inputs.magnitudes, turned);
#else
    return addPairs(sums, multiplyPairs(inputs.magnitudes, turned));
#endif
#else
    const CodeVector turned{_mm256_sign_epi8(weights.raw, inputs.codes.raw)};
    return addPairs(sums, multiplyPairs(inputs.magnitudes, turned));
#endif
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
