#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Columns that may share a scale: sums of products of 8-bit codes stay within int32, 128 * 255 * 65536 < 2^31.
inline constexpr std::size_t kMaximumGroupColumns = 65536;

/// A quantized weight as it is stored, unpacked to one code a byte.
struct CodedWeight
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    int bits = 8;                       ///< codes lie in [-2^(bits-1), 2^(bits-1) - 1]
    std::span<const std::int8_t> codes; ///< [rows, columns]
    std::size_t groupColumns = 0;       ///< `columns`: one scale a row
    std::span<const float> scales;      ///< [rows, groups]
    std::span<const float> zeroPoints;  ///< [rows, groups] whole numbers, or empty
    std::span<const float> bias;        ///< [rows], or empty
};

/// What the zeros of a coded weight allow.
struct SparsePattern
{
    double zeros = 0.0;     ///< share of codes that are 0
    std::uint32_t kept = 0; ///< N of the tightest N:M pattern that a kernel has and that every group keeps; 0: none
    std::uint32_t of = 0;
};
/// Of 2:4, 4:8, 8:16, 1:4, 2:8, 4:16; fewest kept first, then the smallest group (its indices are shorter).
SparsePattern findPattern(const CodedWeight& weight);

/// The format that is fastest on `cpuTarget()` for such a weight: N:M where the pattern allows, Bitmask and Window from
/// the sparsity at which they pay in bytes (their time is not worse than dense), else dense. Weights with zero points
/// are dense. `rounding` is that of the inputs: Window takes one range a row only.
WeightFormat chooseFormat(const CodedWeight& weight, const SparsePattern& pattern, const InputRounding& rounding);

/// Packs for the current CPU target; `format` must be one that chooseFormat() may return for it (a test may ask for any
/// that fits: `kept`/`of` come from the pattern). Memory is asked for with huge pages.
/// @throws std::invalid_argument for shapes that do not fit or a pattern that the codes break
PackedMatrix pack(const CodedWeight& weight, WeightFormat format, const SparsePattern& pattern);

/// Inverse of pack() for tests and for products with many tokens: codes [rows, columns] of some blocks.
/// @param codes [(lastBlock - firstBlock) * kBlockRows, columns]; rows beyond the matrix are zero
void unpack(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, std::span<std::int8_t> codes);

/// Number of the layouts and of the choice among them; part of the name of a cached pack. Raised whenever a layout or
/// chooseFormat() changes.
inline constexpr std::uint32_t kPackVersion = 2;

} // namespace espalier::engine
