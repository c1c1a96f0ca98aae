#pragma once

#include <cstddef>
#include <cstdint>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Bytes of the format Bitmask: int8 codes of any sparsity, the ones that are 0 left out.
///
/// A block of 16 rows is a sequence of tiles of 128 columns. A tile is [16 rows][16 bytes] of bits, 1 where a code
/// follows, then the codes, row by row without gaps; the next tile begins where they end. Columns beyond the matrix
/// have no codes. A block ends with at least 64 zero bytes (kernels read whole vectors) at a multiple of 64;
/// PackedMatrix::offsets says where each begins.
///
/// Bits and codes lie in one of two orders, PackedMatrix::bitmaskOrder; by CPU target the fast one is
///   Expand (avx512vnni, whose byte expansion takes them as they are): column c is bit c % 8 of byte c / 8; codes in
///   the order of the columns, each stored as code + 128.
///   Nibbles (all others): a step of 32 columns is four bytes. Its column 16 * l + 4 * j + i is bit 4 * l + j of byte
///   i, so that the four columns of a half byte lie four apart and one shuffle of a table of 16 gives the places of the
///   j-th columns of all half bytes. Codes are in the order of l, then i, then j.
inline constexpr std::size_t kBitmaskTileColumns = 128;
inline constexpr std::size_t kBitmaskRowBytes = kBitmaskTileColumns / 8;
inline constexpr std::size_t kBitmaskEndBytes = 64;

/// The order that is fast on cpuTarget(). Matrices in the other one are multiplied by plain code.
BitmaskOrder bitmaskOrder();

/// Column of the tile that is the `index`-th in an order.
constexpr std::size_t bitmaskColumn(BitmaskOrder order, std::size_t index)
{
    if (order == BitmaskOrder::Expand) {
        return index;
    }
    const std::size_t half = index / 16 * 16;
    return half + index % 4 * 4 + index % 16 / 4;
}

/// Bit of the tile's 128 that is a column's.
constexpr std::size_t bitmaskBit(BitmaskOrder order, std::size_t column)
{
    if (order == BitmaskOrder::Expand) {
        return column;
    }
    return column / 32 * 32 + column % 4 * 8 + column % 32 / 16 * 4 + column % 16 / 4;
}

/// FormatPacker::unpackBlock for this format, in plain C++ and as cpuTarget() does it.
void unpackBitmaskReference(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride);
void unpackBitmask(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride);

/// multiply() for this format; the arguments were checked.
void multiplyBitmask(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                     float* out, std::size_t outStride);

} // namespace espalier::engine
