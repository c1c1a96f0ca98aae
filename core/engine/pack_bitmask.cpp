#include <algorithm>
#include <array>

#include "core/engine/kernels/bitmask.h"
#include "core/engine/pack_formats.h"

namespace espalier::engine {
namespace {

/// What is added to codes of an order (modulo 256).
std::uint8_t biasOf(BitmaskOrder order)
{
    return order == BitmaskOrder::Expand ? 128 : 0;
}

using ColumnOrder = std::array<std::uint8_t, kBitmaskTileColumns>;

ColumnOrder columnsOf(BitmaskOrder order)
{
    ColumnOrder columns{};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        columns[i] = static_cast<std::uint8_t>(bitmaskColumn(order, i));
    }
    return columns;
}

std::size_t tilesOf(std::size_t columns)
{
    return (columns + kBitmaskTileColumns - 1) / kBitmaskTileColumns;
}

std::size_t blockBytes(const BlockCodes& block)
{
    std::size_t bytes = tilesOf(block.columns) * kBlockRows * kBitmaskRowBytes + kBitmaskEndBytes;
    for (std::size_t row = 0; row < kBlockRows; ++row) {
        const std::int8_t* codes = block.codes + row * block.stride;
        bytes += block.columns - static_cast<std::size_t>(std::count(codes, codes + block.columns, std::int8_t{0}));
    }
    return (bytes + 63) / 64 * 64;
}

void packBlock(const BlockCodes& block, std::byte* data)
{
    const BitmaskOrder order = bitmaskOrder();
    const ColumnOrder columns = columnsOf(order);
    for (std::size_t first = 0; first < block.columns; first += kBitmaskTileColumns) {
        std::byte* bits = data;
        data += kBlockRows * kBitmaskRowBytes;
        for (std::size_t row = 0; row < kBlockRows; ++row, bits += kBitmaskRowBytes) {
            const std::int8_t* codes = block.codes + row * block.stride + first;
            for (const std::size_t column : columns) {
                if (codes[column] != 0) {
                    const std::size_t bit = bitmaskBit(order, column);
                    bits[bit / 8] |= static_cast<std::byte>(1U << (bit % 8));
                    *data++ = static_cast<std::byte>(codes[column] + biasOf(order));
                }
            }
        }
    }
}

} // namespace

void unpackBitmaskReference(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
    const BitmaskOrder order = bitmaskOrder();
    const ColumnOrder columns = columnsOf(order);
    for (std::size_t first = 0; first < weight.columns; first += kBitmaskTileColumns) {
        const std::byte* bits = data;
        data += kBlockRows * kBitmaskRowBytes;
        for (std::size_t row = 0; row < kBlockRows; ++row, bits += kBitmaskRowBytes) {
            for (const std::size_t column : columns) {
                const std::size_t bit = bitmaskBit(order, column);
                if ((static_cast<unsigned>(bits[bit / 8]) >> (bit % 8) & 1U) != 0) {
                    codes[row * stride + first + column] =
                        static_cast<std::int8_t>(static_cast<std::uint8_t>(*data++) - biasOf(order));
                }
            }
        }
    }
}

const FormatPacker kBitmaskPacker = {
    .blockBytes = blockBytes, .offsets = true, .packBlock = packBlock, .unpackBlock = unpackBitmask};

} // namespace espalier::engine
