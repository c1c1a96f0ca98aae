#include "core/engine/kernels/window.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/window.cpp"
#define ESPALIER_WITHOUT_VNNI
#include "core/engine/kernels/highway.h"

#include <array>
#include <cstring>

#include "core/engine/kernels/block_product-inl.h"
#include "core/engine/kernels/reference.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS && HWY_TARGET != HWY_NEON
namespace {

HWY_INLINE __m256i load(const void* bytes)
{
    return _mm256_loadu_si256(static_cast<const __m256i*>(bytes));
}

HWY_INLINE __m256i load128(const void* low, const void* high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(static_cast<const __m128i*>(low))),
                                   _mm_loadu_si128(static_cast<const __m128i*>(high)), 1);
}

/// One step of two rows: their codes, and how inputs of two windows are gathered for them.
class Step
{
public:
    explicit HWY_INLINE Step(const std::uint8_t* step) : m_codes(load(step))
    {
        const __m256i places =
            _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(step + 32)));
        m_low = _mm256_and_si256(_mm256_srlv_epi64(places, _mm256_set_epi64x(4, 4, 0, 0)), _mm256_set1_epi8(15));
        long long high = 0;
        std::memcpy(&high, step + 48, sizeof high);
        m_bit5 = _mm256_sllv_epi64(_mm256_set1_epi64x(high), _mm256_set_epi64x(6, 4, 2, 0));
        m_bit4 = _mm256_add_epi8(m_bit5, m_bit5);
    }

    /// Adds the products of the first row to the lower half of the sums, those of the second to the upper half.
    HWY_INLINE __m256i add(__m256i sums, const std::int8_t* first, const std::int8_t* second) const
    {
        const __m256i quarter0 = _mm256_shuffle_epi8(load128(first, second), m_low);
        const __m256i quarter1 = _mm256_shuffle_epi8(load128(first + 16, second + 16), m_low);
        const __m256i quarter2 = _mm256_shuffle_epi8(load128(first + 32, second + 32), m_low);
        const __m256i quarter3 = _mm256_shuffle_epi8(load128(first + 48, second + 48), m_low);
        // A blend takes the byte of its second operand where the top bit is set.
        const __m256i inputs = _mm256_blendv_epi8(_mm256_blendv_epi8(quarter0, quarter1, m_bit4),
                                                  _mm256_blendv_epi8(quarter2, quarter3, m_bit4), m_bit5);
        // As dot() in dot-inl.h.
        const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(inputs), _mm256_sign_epi8(m_codes, inputs));
        return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
    }

private:
    __m256i m_codes;
    __m256i m_low;
    __m256i m_bit4;
    __m256i m_bit5;
};

/// Sums of the rows of a block in the format Window; of one segment, the whole row.
class WindowKernel
{
public:
    static constexpr std::size_t kTileTokens = 4;
    using Input = std::int8_t;
    static const Input* inputs(const InputRows& input, std::size_t token) { return input.codes(token); }
    static std::int32_t excess(const InputRows&, std::size_t, std::size_t, std::size_t) { return 0; }

    WindowKernel(const PackedMatrix& weight, std::size_t block)
        : m_block(reinterpret_cast<const std::uint8_t*>(weight.data.data()) + weight.offsets[block])
    {
    }

    template <std::size_t kTokens>
    HWY_INLINE void sum(std::size_t /*begin*/, std::size_t /*end*/, const std::array<const Input*, kTokens>& inputs,
                        SumVector (&sums)[kTokens][kBlockVectors]) const
    {
        HWY_ALIGN std::int32_t rows[kTokens][kBlockRows];
        const std::uint8_t* step = m_block + kWindowHeaderBytes;
        for (std::size_t pair = 0; pair < kWindowPairs; ++pair) {
            std::uint32_t count = 0;
            std::memcpy(&count, m_block + pair * sizeof count, sizeof count);
            __m256i pairSums[kTokens];
            for (auto& sum : pairSums) {
                sum = _mm256_setzero_si256();
            }
            std::size_t first = 0;
            std::size_t second = 0;
            for (std::uint32_t i = 0; i < count; ++i, step += kWindowStepBytes) {
                hwy::Prefetch(step + kPrefetchBytes);
                first += step[56];
                second += step[57];
                const Step decoded(step);
                for (std::size_t t = 0; t < kTokens; ++t) {
                    pairSums[t] = decoded.add(pairSums[t], inputs[t] + first, inputs[t] + second);
                }
            }
            for (std::size_t t = 0; t < kTokens; ++t) {
                rows[t][2 * pair] = sumOfLanes(_mm256_castsi256_si128(pairSums[t]));
                rows[t][2 * pair + 1] = sumOfLanes(_mm256_extracti128_si256(pairSums[t], 1));
            }
        }
        for (std::size_t t = 0; t < kTokens; ++t) {
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = hn::Load(Sums(), rows[t] + v * kSumLanes);
            }
        }
    }

private:
    static HWY_INLINE std::int32_t sumOfLanes(__m128i four)
    {
        four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
        return _mm_cvtsi128_si32(_mm_add_epi32(four, _mm_shuffle_epi32(four, 0xb1)));
    }

    const std::uint8_t* m_block;
};

} // namespace
#endif

#if ESPALIER_VECTORS
void multiplyWindowBlocks(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock,
                          const InputRows& input, float* out, std::size_t outStride)
{
#if HWY_TARGET == HWY_NEON
    multiplyReference(weight, firstBlock, lastBlock, input, out, outStride);
#else
    multiplyBlocks<WindowKernel>(weight, firstBlock, lastBlock, input, out, outStride);
#endif
}
#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {

void multiplyWindow(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                    float* out, std::size_t outStride)
{
    ESPALIER_KERNEL(multiplyReference, multiplyWindowBlocks)(weight, firstBlock, lastBlock, input, out, outStride);
}

} // namespace espalier::engine
#endif // HWY_ONCE
