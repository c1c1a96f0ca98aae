#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace espalier::engine {

/// How a weight matrix lies in memory. The byte layout of each is in the header of its kernel, kernels/<format>.h.
enum class WeightFormat : std::uint32_t {
    Float32, ///< rows as stored, 4, 2 and 2 bytes a weight
    Float16,
    BFloat16,
    Int8,   ///< dense codes
    Int4,   ///< dense codes, two a byte
    NmInt8, ///< N of every M columns, with the places of the kept ones
    NmInt4,
    Bitmask, ///< int8 codes of any sparsity: a bit a column and the codes that are not 0
    Window   ///< int8 codes of high sparsity: codes with their distance from the start of a window of columns
};
std::string_view name(WeightFormat format); ///< "int8", "4:8 int8" is describe()'s

/// Rows of all formats are cut into blocks of this many, the last one filled up with zero rows. Threads share the work
/// by blocks; in integer formats a vector lane is a row of the block wherever the format allows.
inline constexpr std::size_t kBlockRows = 16;

/// How WeightFormat::Bitmask orders bits and codes, see kernels/bitmask.h: by the CPU target that they were packed for.
enum class BitmaskOrder : std::uint32_t { Nibbles, Expand };

/// Sparse formats store a code of -128 as -127 and list it here, so that their kernels meet no -128 * -128 (sign tricks
/// wrap there): each adds -(code of input[column]) to its row's sum in the segment.
struct ExtremeCode
{
    std::uint32_t row = 0;
    std::uint32_t column = 0;
};

/// A weight matrix [rows, columns] ready for the kernels: weight = (code - zero point) * scale. Scales and what goes
/// with them belong to groups of columns of a row ("groups"; one group: a scale a row) and lie as
/// [blocks][groups][kBlockRows], so that the lanes of a block load them at once.
/// A view: the memory (its own, a part of the cache's, or of float matrices the model's mapped file) lives as long as
/// `storage`.
struct PackedMatrix
{
    WeightFormat format = WeightFormat::Float32;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t groupColumns = 0; ///< columns that share a scale; `columns` for one scale a row. Integer formats
    std::uint32_t kept = 0;       ///< N:M formats
    std::uint32_t of = 0;
    BitmaskOrder bitmaskOrder = BitmaskOrder::Nibbles; ///< of WeightFormat::Bitmask
    std::span<const std::byte> data;
    std::span<const std::uint64_t> offsets;      ///< [blocks + 1] places in `data`; empty where blocks are of one size
    std::span<const float> scales;               ///< integer formats
    std::span<const float> zeroPoints;           ///< as scales; empty if symmetric
    std::span<const std::int32_t> rowSums;       ///< as scales: sum of the group's codes (-128 counted as such)
    std::span<const ExtremeCode> extremes;       ///< sorted by block, then by column
    std::span<const std::uint32_t> firstExtreme; ///< [blocks + 1] into `extremes`; empty without any
    std::span<const float> bias;                 ///< [rows], or empty
    std::shared_ptr<const void> storage;

    std::size_t blocks() const { return (rows + kBlockRows - 1) / kBlockRows; }
    std::size_t groups() const { return groupColumns == 0 ? 1 : (columns + groupColumns - 1) / groupColumns; }
    bool isFloat() const { return format <= WeightFormat::BFloat16; }
    /// All that one product with a vector reads.
    std::size_t bytes() const
    {
        return data.size() + offsets.size_bytes() + scales.size_bytes() + zeroPoints.size_bytes() +
               rowSums.size_bytes() + extremes.size_bytes() + firstExtreme.size_bytes() + bias.size_bytes();
    }
};

std::string describe(const PackedMatrix& matrix); ///< "8:16 int8", "dense int4, groups of 128"

} // namespace espalier::engine
