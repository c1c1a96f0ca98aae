#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace espalier::formats {

// compressed-tensors' sparse formats (up to its version 0.14): the values of a matrix [rows, columns] that are kept, in
// rows one after the other, and a bit for each element, [rows, ceil(columns / 8)] bytes with the first element in the
// lowest bit. sparse-bitmask keeps what is not zero, sparse-24-bitmask two of each four.

/// Where each row's values begin, and at last how many there are; nothing if the bitmask has another size.
std::optional<std::vector<std::uint64_t>> bitmaskRowStarts(std::span<const std::byte> bitmask, std::size_t rows,
                                                           std::size_t columns);

/// Rows firstRow .. with their zeros.
/// @param values of all rows @param starts bitmaskRowStarts() @param dense [n, columns] elements of elementBytes
void expandBitmask(std::span<const std::byte> values, std::span<const std::byte> bitmask,
                   std::span<const std::uint64_t> starts, std::size_t columns, std::size_t elementBytes,
                   std::size_t firstRow, std::span<std::byte> dense);

/// Whether sparse-bitmask keeps an element: any of its bits is set (so that -0 comes back as it was).
bool isKept(std::span<const std::byte> element);

/// A matrix as sparse-bitmask stores it.
struct BitmaskMatrix
{
    std::vector<std::byte> values;        ///< that are kept
    std::vector<std::byte> bits;          ///< [rows, ceil(columns / 8)]
    std::vector<std::int64_t> rowOffsets; ///< first value of each row
};

/// The inverse of expandBitmask(). @param dense [rows, columns] elements of elementBytes
BitmaskMatrix compressBitmask(std::span<const std::byte> dense, std::size_t rows, std::size_t columns,
                              std::size_t elementBytes);

} // namespace espalier::formats
