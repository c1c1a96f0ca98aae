#include "core/engine/kernels/unpacked.h"

#include <algorithm>
#include <vector>

#include "core/engine/kernels/int8.h"
#include "core/engine/pack_formats.h"

namespace espalier::engine {
namespace {

/// The blocks [first, last) of a weight as dense int8 with the codes `data`.
PackedMatrix denseBlocks(const PackedMatrix& weight, std::size_t first, std::size_t last,
                         std::span<const std::byte> data)
{
    const std::size_t row = first * kBlockRows;
    const std::size_t scale = row * weight.groups();
    const std::size_t scales = (last - first) * kBlockRows * weight.groups();
    PackedMatrix dense;
    dense.format = WeightFormat::Int8;
    dense.rows = std::min(last * kBlockRows, weight.rows) - row;
    dense.columns = weight.columns;
    dense.groupColumns = weight.groupColumns;
    dense.data = data;
    dense.scales = weight.scales.subspan(scale, scales);
    dense.zeroPoints = weight.zeroPoints.empty() ? weight.zeroPoints : weight.zeroPoints.subspan(scale, scales);
    dense.rowSums = weight.rowSums.subspan(scale, scales);
    dense.bias = weight.bias.empty() ? weight.bias : weight.bias.subspan(row, dense.rows);
    return dense;
}

} // namespace

void multiplyUnpacked(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                      float* out, std::size_t outStride)
{
    constexpr std::size_t kSlabBytes = std::size_t{192} << 10;
    thread_local std::vector<std::int8_t> codes;
    thread_local std::vector<std::byte> data;
    const std::size_t stride = (weight.columns + 255) / 256 * 256;
    const BlockCodes block{codes.data(), stride, weight.columns, {}};
    const std::size_t blockBytes = kInt8Packer.blockBytes(block);
    const std::size_t slab = std::max<std::size_t>(1, kSlabBytes / blockBytes);
    for (std::size_t first = firstBlock; first < lastBlock; first += slab) {
        const std::size_t last = std::min(first + slab, lastBlock);
        data.resize((last - first) * blockBytes);
        for (std::size_t i = first; i < last; ++i) {
            codes.assign(kBlockRows * stride, 0);
            unpackBlock(weight, i, codes.data(), stride);
            kInt8Packer.packBlock({codes.data(), stride, weight.columns, {}}, data.data() + (i - first) * blockBytes);
        }
        multiplyInt8(denseBlocks(weight, first, last, data), 0, last - first, input, out + first * kBlockRows,
                     outStride);
    }
}

} // namespace espalier::engine
