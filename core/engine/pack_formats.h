#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/engine/pack.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// The codes of one block of rows, as they are to be stored: rows beyond the matrix are 0, and for packers
/// that do not take -128 it is -127 (the difference lies in PackedMatrix::extremes).
struct BlockCodes
{
    const std::int8_t* codes = nullptr; ///< [kBlockRows, stride]; 0 from `columns` on
    std::size_t stride = 0;             ///< a multiple of 256, at least `columns`
    std::size_t columns = 0;
    SparsePattern pattern;

    std::int8_t at(std::size_t row, std::size_t column) const { return codes[row * stride + column]; }
};

/// How the data of one format are written and read. pack() and unpack() do the rest, which all formats share.
struct FormatPacker
{
    /// Bytes of a block, a multiple of 64. Where they differ from block to block, `offsets` says where each begins.
    std::size_t (*blockBytes)(const BlockCodes& block) = nullptr;
    bool offsets = false;
    /// @param data [blockBytes], zeroed. @throws std::invalid_argument if the codes break the pattern
    void (*packBlock)(const BlockCodes& block, std::byte* data) = nullptr;
    /// Inverse: @param codes [kBlockRows, stride], 0 beforehand. Columns beyond the matrix may not be written.
    void (*unpackBlock)(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes,
                        std::size_t stride) = nullptr;
    /// With `offsets`: whether nothing of a block points out of the block or of the matrix' columns.
    bool (*isBlockSound)(const PackedMatrix& weight, std::span<const std::byte> block) = nullptr;
    /// Columns of a group (where there are several) must be a multiple of this.
    std::size_t columnStep = 32;
    bool takesExtremes = false; ///< the kernel is exact with codes of -128: they need no list
};

/// The codes of one block, -128 restored. @param codes [kBlockRows, stride], 0 beforehand
void unpackBlock(const PackedMatrix& weight, std::size_t block, std::int8_t* codes, std::size_t stride);

/// @throws std::invalid_argument for a format without integer codes
const FormatPacker& packerOf(WeightFormat format);

extern const FormatPacker kInt8Packer;
extern const FormatPacker kInt4Packer;
extern const FormatPacker kNmInt8Packer;
extern const FormatPacker kNmInt4Packer;
extern const FormatPacker kBitmaskPacker;
extern const FormatPacker kWindowPacker;

} // namespace espalier::engine
