// The product of blocks of packed rows with rounded inputs around a format's sums of codes; read once for each Highway
// target.
#if defined(ESPALIER_BLOCK_PRODUCT_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ESPALIER_BLOCK_PRODUCT_INL
#undef ESPALIER_BLOCK_PRODUCT_INL
#else
#define ESPALIER_BLOCK_PRODUCT_INL
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/engine/input_rows.h"
#include "core/engine/kernels/dot-inl.h"
#include "core/engine/kernels/segments.h"
#include "core/engine/packed_matrix.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

// A format's kernel is a class with
//   static constexpr std::size_t kTileTokens;  tokens that its registers hold at a time when there are many
//   using Input = ...;                         what it reads of a token
//   static const Input* inputs(const InputRows& input, std::size_t token);
//   static std::int32_t excess(const InputRows& input, std::size_t token, std::size_t begin, std::size_t end);
//   Kernel(const PackedMatrix& weight, std::size_t block);
//   template <std::size_t kTokens>
//   void sum(std::size_t begin, std::size_t end, const std::array<const Input*, kTokens>& inputs,
//            SumVector (&sums)[kTokens][kBlockVectors]);
// sum() gives, for each row of a block, the sum of weight code * input code of the columns [begin, end), and excess()
// what it gives too much. Segments come in order.

using FloatTag = hn::RebindToFloat<Sums>;
using FloatSums = hn::Vec<FloatTag>;

/// What a block's codes of -128 (stored as -127) lack, segment by segment.
class ExtremeWalk
{
public:
    ExtremeWalk(const PackedMatrix& weight, std::size_t block)
    {
        if (!weight.firstExtreme.empty()) {
            m_next = weight.extremes.data() + weight.firstExtreme[block];
            m_last = weight.extremes.data() + weight.firstExtreme[block + 1];
        }
    }

    /// Subtracts the inputs of the extremes before column `end` from the sums of their rows.
    template <std::size_t kTokens>
    HWY_INLINE void correct(std::size_t end, const InputRows& input, std::size_t token,
                            SumVector (&sums)[kTokens][kBlockVectors])
    {
        if (m_next == m_last || m_next->column >= end) {
            return;
        }
        HWY_ALIGN std::int32_t missing[kTokens][kBlockRows] = {};
        for (; m_next != m_last && m_next->column < end; ++m_next) {
            for (std::size_t t = 0; t < kTokens; ++t) {
                missing[t][m_next->row % kBlockRows] += input.codes(token + t)[m_next->column];
            }
        }
        for (std::size_t t = 0; t < kTokens; ++t) {
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = hn::Sub(sums[t][v], hn::Load(Sums(), missing[t] + v * kSumLanes));
            }
        }
    }

private:
    const ExtremeCode* m_next = nullptr;
    const ExtremeCode* m_last = nullptr;
};

/// Adds a segment's part to the totals of one token: removes the kernel's excess and the inputs' zero point from the
/// exact sums, then the weights' zero points, and applies both scales.
/// @param place of the block's and group's scales
HWY_INLINE void addSegment(const PackedMatrix& weight, std::size_t place, const SegmentWalk& segment,
                           const InputRows& input, std::size_t token, std::int32_t excess,
                           const SumVector (&sums)[kBlockVectors], FloatSums (&totals)[kBlockVectors])
{
    const Sums d;
    const FloatTag df;
    const std::int32_t inputZero = input.zeroPoint(token);
    const std::int32_t inputSum = input.sum(token, segment.begin(), segment.end());
    const auto inputScale = hn::Set(df, input.scales(token)[segment.inputBlock()]);
    for (std::size_t v = 0; v < kBlockVectors; ++v) {
        SumVector sum = hn::Sub(sums[v], hn::Set(d, excess));
        if (inputZero != 0) {
            const auto rowSums = hn::LoadU(d, weight.rowSums.data() + place + v * kSumLanes);
            sum = hn::Sub(sum, hn::Mul(hn::Set(d, inputZero), rowSums));
        }
        auto product = hn::ConvertTo(df, sum);
        if (!weight.zeroPoints.empty()) {
            const auto count = static_cast<std::int32_t>(segment.end() - segment.begin());
            const auto inputs = hn::Set(df, static_cast<float>(inputSum - count * inputZero));
            product = hn::NegMulAdd(hn::LoadU(df, weight.zeroPoints.data() + place + v * kSumLanes), inputs, product);
        }
        const auto scale = hn::Mul(hn::LoadU(df, weight.scales.data() + place + v * kSumLanes), inputScale);
        totals[v] = hn::MulAdd(product, scale, totals[v]);
    }
}

/// Writes the outputs of one block and token.
HWY_INLINE void storeBlock(const PackedMatrix& weight, std::size_t block, const FloatSums (&totals)[kBlockVectors],
                           float* out)
{
    const FloatTag df;
    const std::size_t row = block * kBlockRows;
    if (row + kBlockRows <= weight.rows) {
        for (std::size_t v = 0; v < kBlockVectors; ++v) {
            const auto bias =
                weight.bias.empty() ? hn::Zero(df) : hn::LoadU(df, weight.bias.data() + row + v * kSumLanes);
            hn::StoreU(hn::Add(totals[v], bias), df, out + row + v * kSumLanes);
        }
        return;
    }
    HWY_ALIGN float last[kBlockRows];
    for (std::size_t v = 0; v < kBlockVectors; ++v) {
        hn::Store(totals[v], df, last + v * kSumLanes);
    }
    for (std::size_t r = row; r < weight.rows; ++r) {
        out[r] = last[r - row] + (weight.bias.empty() ? 0.0F : weight.bias[r]);
    }
}

/// One block of rows and kTokens tokens from `token` on.
template <class Kernel, std::size_t kTokens>
void multiplyBlock(const PackedMatrix& weight, std::size_t block, const InputRows& input, std::size_t token, float* out,
                   std::size_t outStride)
{
    std::array<const typename Kernel::Input*, kTokens> inputs;
    FloatSums totals[kTokens][kBlockVectors];
    for (std::size_t t = 0; t < kTokens; ++t) {
        inputs[t] = Kernel::inputs(input, token + t);
        for (std::size_t v = 0; v < kBlockVectors; ++v) {
            totals[t][v] = hn::Zero(FloatTag());
        }
    }
    Kernel kernel(weight, block);
    ExtremeWalk extremes(weight, block);
    SegmentWalk segment(weight, input);
    const std::size_t firstPlace = block * weight.groups() * kBlockRows;
    do {
        SumVector sums[kTokens][kBlockVectors];
        kernel.template sum<kTokens>(segment.begin(), segment.end(), inputs, sums);
        extremes.correct<kTokens>(segment.end(), input, token, sums);
        for (std::size_t t = 0; t < kTokens; ++t) {
            const std::int32_t excess = Kernel::excess(input, token + t, segment.begin(), segment.end());
            addSegment(weight, firstPlace + segment.group() * kBlockRows, segment, input, token + t, excess, sums[t],
                       totals[t]);
        }
    } while (segment.next());
    for (std::size_t t = 0; t < kTokens; ++t) {
        storeBlock(weight, block, totals[t], out + (token + t) * outStride);
    }
}

/// The blocks [first, last) and as many tokens from `token` on as fit into the registers; returns how many.
template <class Kernel>
std::size_t multiplyTile(const PackedMatrix& weight, std::size_t first, std::size_t last, const InputRows& input,
                         std::size_t token, float* out, std::size_t outStride)
{
    const auto blocks = [&]<std::size_t kTokens>(std::integral_constant<std::size_t, kTokens>) {
        for (std::size_t block = first; block < last; ++block) {
            multiplyBlock<Kernel, kTokens>(weight, block, input, token, out, outStride);
        }
        return kTokens;
    };
    const std::size_t tokens = input.tokens() - token;
    if (tokens >= Kernel::kTileTokens) {
        return blocks(std::integral_constant<std::size_t, Kernel::kTileTokens>());
    }
    switch (tokens) {
    case 1:
        return blocks(std::integral_constant<std::size_t, 1>());
    case 2:
        return blocks(std::integral_constant<std::size_t, 2>());
    case 3:
        return blocks(std::integral_constant<std::size_t, 3>());
    default:
        return blocks(std::integral_constant<std::size_t, 4>());
    }
}

/// multiply() with a format's kernel. A slab of blocks stays in the second cache while all tokens pass, a tile of
/// tokens in the first while the blocks of the slab do.
template <class Kernel>
void multiplyBlocks(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                    float* out, std::size_t outStride)
{
    constexpr std::size_t kSlabBytes = std::size_t{192} << 10;
    const std::size_t blockBytes = weight.data.size() / weight.blocks();
    const std::size_t slab = std::max<std::size_t>(1, kSlabBytes / std::max<std::size_t>(1, blockBytes));
    for (std::size_t first = firstBlock; first < lastBlock; first += slab) {
        const std::size_t last = std::min(first + slab, lastBlock);
        for (std::size_t token = 0; token < input.tokens();) {
            token += multiplyTile<Kernel>(weight, first, last, input, token, out, outStride);
        }
    }
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
