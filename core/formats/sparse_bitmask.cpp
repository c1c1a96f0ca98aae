#include "core/formats/sparse_bitmask.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace espalier::formats {
namespace {

constexpr std::size_t kByteBits = 8;

bool isSet(std::span<const std::byte> line, std::size_t column)
{
    return ((static_cast<unsigned>(line[column / kByteBits]) >> (column % kByteBits)) & 1U) != 0;
}

std::size_t lineBytes(std::size_t columns)
{
    return (columns + kByteBits - 1) / kByteBits;
}

} // namespace

std::optional<std::vector<std::uint64_t>> bitmaskRowStarts(std::span<const std::byte> bitmask, std::size_t rows,
                                                           std::size_t columns)
{
    const std::size_t width = lineBytes(columns);
    if (bitmask.size() != rows * width) {
        return std::nullopt;
    }
    std::vector<std::uint64_t> starts{0};
    for (std::size_t row = 0; row < rows; ++row) {
        std::uint64_t count = 0;
        const auto line = bitmask.subspan(row * width, width);
        for (std::size_t i = 0; i < columns / kByteBits; ++i) {
            count += static_cast<std::uint64_t>(std::popcount(static_cast<unsigned>(line[i])));
        }
        for (std::size_t column = columns / kByteBits * kByteBits; column < columns; ++column) {
            count += isSet(line, column) ? 1 : 0;
        }
        starts.push_back(starts.back() + count);
    }
    return starts;
}

void expandBitmask(std::span<const std::byte> values, std::span<const std::byte> bitmask,
                   std::span<const std::uint64_t> starts, std::size_t columns, std::size_t elementBytes,
                   std::size_t firstRow, std::span<std::byte> dense)
{
    const std::size_t rowBytes = columns * elementBytes;
    const std::size_t rows = rowBytes == 0 ? 0 : dense.size() / rowBytes;
    assert(firstRow + rows < starts.size() && starts.back() * elementBytes == values.size());
    for (std::size_t row = 0; row < rows; ++row) {
        const auto line = bitmask.subspan((firstRow + row) * lineBytes(columns), lineBytes(columns));
        const std::byte* next = values.data() + starts[firstRow + row] * elementBytes;
        std::byte* target = dense.data() + row * rowBytes;
        for (std::size_t column = 0; column < columns; ++column, target += elementBytes) {
            if (isSet(line, column)) {
                std::memcpy(target, next, elementBytes);
                next += elementBytes;
            } else {
                std::memset(target, 0, elementBytes);
            }
        }
    }
}

bool isKept(std::span<const std::byte> element)
{
    return std::ranges::any_of(element, [](std::byte byte) { return byte != std::byte{0}; });
}

BitmaskMatrix compressBitmask(std::span<const std::byte> dense, std::size_t rows, std::size_t columns,
                              std::size_t elementBytes)
{
    assert(dense.size() == rows * columns * elementBytes);
    BitmaskMatrix matrix;
    matrix.bits.resize(rows * lineBytes(columns));
    const std::byte* next = dense.data();
    for (std::size_t row = 0; row < rows; ++row) {
        matrix.rowOffsets.push_back(static_cast<std::int64_t>(matrix.values.size() / elementBytes));
        std::byte* line = matrix.bits.data() + row * lineBytes(columns);
        for (std::size_t column = 0; column < columns; ++column, next += elementBytes) {
            if (isKept({next, elementBytes})) {
                line[column / kByteBits] |= std::byte{1} << (column % kByteBits);
                matrix.values.insert(matrix.values.end(), next, next + elementBytes);
            }
        }
    }
    return matrix;
}

} // namespace espalier::formats
