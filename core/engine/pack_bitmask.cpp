#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

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

struct RowBits
{
    std::uint64_t words[2] = {};

    explicit RowBits(const std::byte* bits) { std::memcpy(words, bits, sizeof words); }
    std::size_t count() const { return static_cast<std::size_t>(std::popcount(words[0]) + std::popcount(words[1])); }
    bool isWithin(const RowBits& all) const { return ((words[0] & ~all.words[0]) | (words[1] & ~all.words[1])) == 0; }
};

/// The bits of the first `count` columns of a tile.
RowBits bitsOf(BitmaskOrder order, std::size_t count)
{
    std::byte bits[kBitmaskRowBytes] = {};
    for (std::size_t column = 0; column < std::min(count, kBitmaskTileColumns); ++column) {
        const std::size_t bit = bitmaskBit(order, column);
        bits[bit / 8] |= static_cast<std::byte>(1U << (bit % 8));
    }
    return RowBits(bits);
}

bool isBlockSound(const PackedMatrix& weight, std::span<const std::byte> block)
{
    std::size_t place = 0;
    for (std::size_t first = 0; first < weight.columns; first += kBitmaskTileColumns) {
        if (block.size() < place + kBlockRows * kBitmaskRowBytes + kBitmaskEndBytes) {
            return false;
        }
        const RowBits allowed = bitsOf(weight.bitmaskOrder, weight.columns - first);
        const std::byte* bits = block.data() + place;
        place += kBlockRows * kBitmaskRowBytes;
        for (std::size_t row = 0; row < kBlockRows; ++row, bits += kBitmaskRowBytes) {
            const RowBits rowBits(bits);
            if (!rowBits.isWithin(allowed)) {
                return false;
            }
            place += rowBits.count();
        }
    }
    return place + kBitmaskEndBytes <= block.size();
}

} // namespace

void unpackBitmaskReference(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
    const BitmaskOrder order = weight.bitmaskOrder;
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

const FormatPacker kBitmaskPacker = {.blockBytes = blockBytes,
                                     .offsets = true,
                                     .packBlock = packBlock,
                                     .unpackBlock = unpackBitmask,
                                     .isBlockSound = isBlockSound};

} // namespace espalier::engine
