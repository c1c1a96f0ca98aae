#include "core/engine/kernels/int8.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/int8.cpp"
#include "core/engine/kernels/highway.h"

#include "core/engine/kernels/block_product-inl.h"
#include "core/engine/kernels/reference.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

/// Sums of dense int8 rows, exact for all codes.
/// x86 multiplies unsigned by signed bytes. With VNNI the weights are the unsigned side, code + 128. Without it pairs
/// of products must fit into 16 bits: then |input| is the unsigned side, and weights meet the mask m of a negative
/// input (all ones) as w ^ m, which is -w - 1. So |a| * (w ^ m) = a * w - |a| where a is negative: what is missing is
/// the same for all rows. 2 * 128 * 127 fits, and so does -2 * 128 * 128.
class Int8Kernel
{
public:
    static constexpr std::size_t kTileTokens = ESPALIER_AVX512 ? 8 : 4;
#if ESPALIER_PARTED
    using Input = std::uint8_t;
    static const Input* inputs(const InputRows& input, std::size_t token)
    {
        return input.parted(token);
    }
    static std::int32_t excess(const InputRows& input, std::size_t token, std::size_t begin, std::size_t end)
    {
        return -input.negativeSum(token, begin, end);
    }
#else
    using Input = std::int8_t;
    static const Input* inputs(const InputRows& input, std::size_t token)
    {
        return input.codes(token);
    }
    static std::int32_t excess(const InputRows& input, std::size_t token, std::size_t begin, std::size_t end)
    {
        return ESPALIER_VNNI ? 128 * input.sum(token, begin, end) : 0;
    }
#endif

    Int8Kernel(const PackedMatrix& weight, std::size_t block)
        : m_data(reinterpret_cast<const std::int8_t*>(weight.data.data()) +
                 weight.data.size() / weight.blocks() * block)
    {
    }

    template <std::size_t kTokens>
    HWY_INLINE void sum(std::size_t begin, std::size_t end, const std::array<const Input*, kTokens>& inputs,
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
                                const std::array<const Input*, kTokens>& inputs,
                                SumVector (&sums)[kTokens][kBlockVectors])
    {
        hwy::Prefetch(weights + kPrefetchBytes);
        CodeVector codes[kBlockVectors];
        for (std::size_t v = 0; v < kBlockVectors; ++v) {
            codes[v] = hn::LoadU(Codes(), weights + v * kCodeLanes);
        }
        for (std::size_t t = 0; t < kTokens; ++t) {
#if ESPALIER_VNNI
            const CodeVector codesPlus128 = hn::Xor(codes[0], hn::Set(Codes(), -128));
            sums[t][0] = dotUnsigned(sums[t][0], hn::BitCast(Unsigned(), codesPlus128), repeatFour(inputs[t] + column));
#elif HWY_TARGET == HWY_NEON
            const CodeVector repeated = repeatFour(inputs[t] + column);
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = dotSigned(sums[t][v], codes[v], repeated);
            }
#else
            const UnsignedVector magnitudes = hn::BitCast(Unsigned(), repeatFour(inputs[t] + 2 * column));
            const CodeVector negative = repeatFour(inputs[t] + 2 * column + 4);
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = addPairs(sums[t][v], multiplyPairs(magnitudes, hn::Xor(codes[v], negative)));
            }
#endif
        }
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
