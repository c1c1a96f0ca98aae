// What the kernels of sparse formats share: products of signed codes, and the correction for codes of -128; read once
// for each Highway target.
#if defined(ESPALIER_SPARSE_SUMS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ESPALIER_SPARSE_SUMS_INL
#undef ESPALIER_SPARSE_SUMS_INL
#else
#define ESPALIER_SPARSE_SUMS_INL
#endif

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/engine/kernels/dot-inl.h"
#include "core/engine/packed_matrix.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

#if !ESPALIER_VNNI
/// sums[lane] + the sum of the four products of the lane. x86 multiplies unsigned by signed bytes: |input| is the
/// unsigned side, and the weight takes the input's sign, which is exact but for weights of -128. No pair of products
/// exceeds 16 bits: 2 * 128 * 127 < 2^15.
/// @param codes -127 to 127
HWY_INLINE SumVector dotSparse(SumVector sums, CodeVector codes, CodeVector inputs)
{
#if HWY_TARGET == HWY_NEON
    return dotSigned(sums, codes, inputs);
#elif ESPALIER_AVX512
    const CodeVector turned{
        _mm512_mask_sub_epi8(codes.raw, _mm512_movepi8_mask(inputs.raw), _mm512_setzero_si512(), codes.raw)};
    return addPairs(sums, multiplyPairs(UnsignedVector{_mm512_abs_epi8(inputs.raw)}, turned));
#else
    const CodeVector turned{_mm256_sign_epi8(codes.raw, inputs.raw)};
    return addPairs(sums, multiplyPairs(UnsignedVector{_mm256_abs_epi8(inputs.raw)}, turned));
#endif
}
#endif

/// What a block's codes of -128 (stored as -127) lack, segment by segment.
class ExtremeWalk
{
public:
    ExtremeWalk(const PackedMatrix& weight, std::size_t block)
        : m_next(weight.extremes.data()), m_last(weight.extremes.data())
    {
        if (!weight.firstExtreme.empty()) {
            m_next += weight.firstExtreme[block];
            m_last += weight.firstExtreme[block + 1];
        }
    }

    /// Subtracts the inputs of the extremes before column `end` from the sums of their rows.
    template <std::size_t kTokens>
    HWY_INLINE void correct(std::size_t end, const std::array<const std::int8_t*, kTokens>& inputs,
                            SumVector (&sums)[kTokens][kBlockVectors])
    {
        if (m_next == m_last || m_next->column >= end) {
            return;
        }
        HWY_ALIGN std::int32_t missing[kTokens][kBlockRows] = {};
        for (; m_next != m_last && m_next->column < end; ++m_next) {
            for (std::size_t t = 0; t < kTokens; ++t) {
                missing[t][m_next->row % kBlockRows] += inputs[t][m_next->column];
            }
        }
        for (std::size_t t = 0; t < kTokens; ++t) {
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = hn::Sub(sums[t][v], hn::Load(Sums(), missing[t] + v * kSumLanes));
            }
        }
    }

private:
    const ExtremeCode* m_next;
    const ExtremeCode* m_last;
};

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
