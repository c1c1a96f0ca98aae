#include "core/engine/kernels/int4.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/int4.cpp"
#include "core/engine/kernels/highway.h"

#include "core/engine/kernels/block_product-inl.h"
#include "core/engine/kernels/reference.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

/// Sums of dense int4 rows, whose codes + 8 are the unsigned side of the products.
class Int4Kernel
{
public:
    static constexpr std::size_t kTileTokens = ESPALIER_AVX512 ? 8 : 4;
    using Input = std::int8_t;

    static const Input* inputs(const InputRows& input, std::size_t token) { return input.codes(token); }
    static std::int32_t excess(const InputRows& input, std::size_t token, std::size_t begin, std::size_t end)
    {
        return kInt4Offset * input.sum(token, begin, end);
    }

    Int4Kernel(const PackedMatrix& weight, std::size_t block)
        : m_data(reinterpret_cast<const std::uint8_t*>(weight.data.data()) +
                 weight.data.size() / weight.blocks() * block)
    {
    }

    template <std::size_t kTokens>
    HWY_INLINE void sum(std::size_t begin, std::size_t end, const std::array<const Input*, kTokens>& inputs,
                        SumVector (&sums)[kTokens][kBlockVectors]) const
    {
        for (auto& token : sums) {
            std::fill_n(token, kBlockVectors, hn::Zero(Sums()));
        }
        std::size_t c = begin;
        for (; c + kPieceSteps * kInt4StepColumns <= end; c += kPieceSteps * kInt4StepColumns) {
            addPiece<kTokens>(c, kPieceSteps, inputs, sums);
        }
        if (c < end) {
            addPiece<kTokens>(c, (end - c + kInt4StepColumns - 1) / kInt4StepColumns, inputs, sums);
        }
    }

private:
    /// Pairs of products are at most 2 * 15 * 128, so that 16 bits hold the eight that four steps add up.
    static constexpr std::size_t kPieceSteps = 4;
    static constexpr bool kShortSums = !ESPALIER_VNNI && HWY_TARGET != HWY_NEON;
    using PartVector = std::conditional_t<kShortSums, ShortVector, SumVector>;

    template <std::size_t kTokens>
    HWY_INLINE void addPiece(std::size_t column, std::size_t steps, const std::array<const Input*, kTokens>& inputs,
                             SumVector (&sums)[kTokens][kBlockVectors]) const
    {
        PartVector parts[kTokens][kBlockVectors];
        for (std::size_t t = 0; t < kTokens; ++t) {
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                parts[t][v] = hn::Zero(hn::DFromV<PartVector>());
            }
        }
        for (std::size_t step = 0; step < steps; ++step, column += kInt4StepColumns) {
            addStep<kTokens>(column, inputs, parts);
        }
        for (std::size_t t = 0; t < kTokens; ++t) {
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                if constexpr (kShortSums) {
                    sums[t][v] = addPairs(sums[t][v], parts[t][v]);
                } else {
                    sums[t][v] = hn::Add(sums[t][v], parts[t][v]);
                }
            }
        }
    }

    template <std::size_t kTokens>
    HWY_INLINE void addStep(std::size_t column, const std::array<const Input*, kTokens>& inputs,
                            PartVector (&parts)[kTokens][kBlockVectors]) const
    {
        const std::uint8_t* weights = m_data + column / kInt4StepColumns * kInt4StepBytes;
        hwy::Prefetch(weights + kPrefetchBytes);
        const UnsignedVector lowHalf = hn::Set(Unsigned(), 15);
        for (std::size_t v = 0; v < kBlockVectors; ++v) {
            const UnsignedVector both = hn::LoadU(Unsigned(), weights + v * kCodeLanes);
            const UnsignedVector low = hn::And(both, lowHalf);
            const UnsignedVector high = hn::And(
                hn::BitCast(Unsigned(), hn::ShiftRight<4>(hn::BitCast(hn::Repartition<std::uint16_t, Sums>(), both))),
                lowHalf);
            for (std::size_t t = 0; t < kTokens; ++t) {
                parts[t][v] = multiplyAdd(parts[t][v], low, repeatFour(inputs[t] + column));
                parts[t][v] = multiplyAdd(parts[t][v], high, repeatFour(inputs[t] + column + kInt4StepColumns / 2));
            }
        }
    }

    HWY_INLINE static PartVector multiplyAdd(PartVector sums, UnsignedVector weights, CodeVector inputs)
    {
#if ESPALIER_VNNI
        return dotUnsigned(sums, weights, inputs);
#elif HWY_TARGET == HWY_NEON
        return dotSigned(sums, hn::BitCast(Codes(), weights), inputs);
#else
        return hn::Add(sums, multiplyPairs(weights, inputs));
#endif
    }

    const std::uint8_t* m_data;
};

void multiplyInt4Blocks(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock,
                        const InputRows& input, float* out, std::size_t outStride)
{
    multiplyBlocks<Int4Kernel>(weight, firstBlock, lastBlock, input, out, outStride);
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {

void multiplyInt4(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                  float* out, std::size_t outStride)
{
    ESPALIER_KERNEL(multiplyReference, multiplyInt4Blocks)(weight, firstBlock, lastBlock, input, out, outStride);
}

} // namespace espalier::engine
#endif // HWY_ONCE
