#include "core/engine/kernels/int8.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/int8.cpp"
#include "core/engine/kernels/highway.h"

#include "core/engine/kernels/block_product-inl.h"
#include "core/engine/kernels/reference.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

/// Sums of dense int8 rows. With VNNI the weights are the unsigned side, code + 128, and inputs stay as they are.
class Int8Kernel
{
public:
    static constexpr std::int32_t kOffset = ESPALIER_VNNI ? 128 : 0;
    static constexpr std::size_t kTileTokens = ESPALIER_AVX512 ? 8 : 5;

    Int8Kernel(const PackedMatrix& weight, std::size_t block)
        : m_data(reinterpret_cast<const std::int8_t*>(weight.data.data()) +
                 weight.data.size() / weight.blocks() * block)
    {
    }

    template <std::size_t kTokens>
    HWY_INLINE void sum(std::size_t begin, std::size_t end, const std::array<const std::int8_t*, kTokens>& inputs,
                        SumVector (&sums)[kTokens][kBlockVectors]) const
    {
        // Two sums for each output where there are few: an addition has to wait for the one before.
        constexpr std::size_t kChains = kTokens * kBlockVectors < 4 ? 2 : 1;
        SumVector chains[kChains][kTokens][kBlockVectors];
        for (auto& chain : chains) {
            for (auto& token : chain) {
                std::fill_n(token, kBlockVectors, hn::Zero(Sums()));
            }
        }
        const std::int8_t* weights = m_data + begin * kBlockRows;
        std::size_t c = begin;
        for (; c + kChains * kInt8StepColumns <= end; c += kChains * kInt8StepColumns) {
            for (auto& chain : chains) {
                step<kTokens>(weights, c + static_cast<std::size_t>(&chain - chains) * kInt8StepColumns, inputs, chain);
                weights += kInt8StepBytes;
            }
        }
        for (; c < end; c += kInt8StepColumns, weights += kInt8StepBytes) {
            step<kTokens>(weights, c, inputs, chains[0]);
        }
        for (std::size_t t = 0; t < kTokens; ++t) {
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = kChains == 1 ? chains[0][t][v] : hn::Add(chains[0][t][v], chains[kChains - 1][t][v]);
            }
        }
    }

private:
    template <std::size_t kTokens>
    HWY_INLINE static void step(const std::int8_t* weights, std::size_t column,
                                const std::array<const std::int8_t*, kTokens>& inputs,
                                SumVector (&sums)[kTokens][kBlockVectors])
    {
        hwy::Prefetch(weights + kPrefetchBytes);
        CodeVector codes[kBlockVectors];
        for (std::size_t v = 0; v < kBlockVectors; ++v) {
            codes[v] = hn::LoadU(Codes(), weights + v * kCodeLanes);
        }
#if ESPALIER_VNNI
        const UnsignedVector biased = hn::BitCast(Unsigned(), hn::Xor(codes[0], hn::Set(Codes(), -128)));
        for (std::size_t t = 0; t < kTokens; ++t) {
            sums[t][0] = dotUnsigned(sums[t][0], biased, repeatFour(inputs[t] + column));
        }
#else
        for (std::size_t t = 0; t < kTokens; ++t) {
            const Multiplier multiply = multiplier(repeatFour(inputs[t] + column));
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = dot(sums[t][v], codes[v], multiply);
            }
        }
#endif
    }

    const std::int8_t* m_data;
};

void multiplyInt8Blocks(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock,
                        const InputRows& input, float* out, std::size_t outStride)
{
    multiplyBlocks<Int8Kernel>(weight, firstBlock, lastBlock, input, out, outStride);
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {

void multiplyInt8(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                  float* out, std::size_t outStride)
{
    ESPALIER_KERNEL(multiplyReference, multiplyInt8Blocks)(weight, firstBlock, lastBlock, input, out, outStride);
}

} // namespace espalier::engine
#endif // HWY_ONCE
