#include "core/engine/kernels/reference.h"

#include <array>
#include <vector>

#include "core/engine/kernels/segments.h"
#include "core/engine/pack.h"

namespace espalier::engine {
namespace {

/// One segment of one row and token: sum over c of (weight - its zero point) * (input - its zero point), both scales
/// applied. Sums of codes are exact in int32 (pack() bounds the columns), and so are their corrections.
float segmentProduct(const PackedMatrix& weight, std::size_t scaleIndex, const std::int8_t* codes,
                     const InputRows& input, std::size_t token, const SegmentWalk& segment)
{
    const std::int8_t* inputs = input.codes(token);
    std::int32_t sum = 0;
    std::int32_t weightSum = 0;
    for (std::size_t c = segment.begin(); c < segment.end(); ++c) {
        sum += codes[c] * inputs[c];
        weightSum += codes[c];
    }
    const std::int32_t inputZero = input.zeroPoint(token);
    auto product = static_cast<float>(sum - inputZero * weightSum);
    if (!weight.zeroPoints.empty()) {
        const auto count = static_cast<std::int32_t>(segment.end() - segment.begin());
        const std::int32_t inputSum = input.sum(token, segment.begin(), segment.end()) - count * inputZero;
        product -= weight.zeroPoints[scaleIndex] * static_cast<float>(inputSum);
    }
    return product * (weight.scales[scaleIndex] * input.scales(token)[segment.inputBlock()]);
}

} // namespace

void multiplyReference(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock,
                       const InputRows& input, float* out, std::size_t outStride)
{
    std::vector<std::int8_t> codes(kBlockRows * weight.columns);
    for (std::size_t block = firstBlock; block < lastBlock; ++block) {
        unpack(weight, block, block + 1, codes);
        const std::size_t rows = std::min(kBlockRows, weight.rows - block * kBlockRows);
        for (std::size_t lane = 0; lane < rows; ++lane) {
            const std::size_t row = block * kBlockRows + lane;
            for (std::size_t token = 0; token < input.tokens(); ++token) {
                float total = 0.0F;
                SegmentWalk segment(weight, input);
                do {
                    const std::size_t scaleIndex = (block * weight.groups() + segment.group()) * kBlockRows + lane;
                    total +=
                        segmentProduct(weight, scaleIndex, codes.data() + lane * weight.columns, input, token, segment);
                } while (segment.next());
                out[token * outStride + row] = total + (weight.bias.empty() ? 0.0F : weight.bias[row]);
            }
        }
    }
}

} // namespace espalier::engine
