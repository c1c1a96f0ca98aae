#pragma once

#include <cstddef>
#include <cstdint>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Bytes of the formats NmInt8 and NmInt4, the same for all CPU targets.
///
/// A block of 16 rows is a sequence of windows of 16 columns, each of windowBytes(): the codes of its kept columns,
/// then their places. A row keeps slots() = 16 * kept / of codes of a window (8 or 4): group g of `of` columns has the
/// slots [g * kept, (g + 1) * kept), its codes in column order, filled up with code 0 at place 0. Code i of the window,
/// with i = (slot / 4) * 64 + row * 4 + slot % 4, is byte i: a vector of 64 bytes is four slots of all rows, and a
/// product that adds up four neighbours leaves one int32 a row. The last window is filled up with columns of zeros.
///
/// What has fewer bits lies in planes. A plane of `planeBytes` bytes with fields of b bits holds field i in byte
/// i % planeBytes at bit b * (i / planeBytes), so that one shift moves the fields of a whole vector into place.
///   NmInt8: a byte a code. NmInt4: a plane of 4 bit fields (two's complement).
///   Places within the group: of 16: a plane of 4 bit fields; of 4: 2 bit fields; of 8: a plane with the low 2 bits,
///   then a plane with the third.
struct NmLayout
{
    std::uint32_t kept = 2; ///< 2:4, 4:8, 8:16, 1:4, 2:8 or 4:16
    std::uint32_t of = 4;
    bool int4 = false;

    static constexpr std::size_t kWindowColumns = 16;

    constexpr std::size_t slots() const { return kWindowColumns * kept / of; }
    constexpr std::size_t codes() const { return kBlockRows * slots(); } ///< of a window
    constexpr std::size_t valueBytes() const { return int4 ? codes() / 2 : codes(); }
    constexpr std::size_t lowPlaneBits() const { return of == 16 ? 4 : 2; }
    constexpr std::size_t lowPlaneBytes() const { return codes() * lowPlaneBits() / 8; }
    constexpr std::size_t highPlaneBytes() const { return of == 8 ? codes() / 8 : 0; }
    constexpr std::size_t windowBytes() const { return valueBytes() + lowPlaneBytes() + highPlaneBytes(); }

    constexpr std::size_t codeIndex(std::size_t row, std::size_t slot) const
    {
        return slot / 4 * 64 + row * 4 + slot % 4;
    }
    constexpr std::size_t groupColumn(std::size_t slot) const
    {
        return slot / kept * of;
    } ///< first of the slot's group
    /// A multiple of 64: what is left after the last window is zero.
    constexpr std::size_t blockBytes(std::size_t columns) const
    {
        return ((columns + kWindowColumns - 1) / kWindowColumns * windowBytes() + 63) / 64 * 64;
    }

    bool operator==(const NmLayout&) const = default;
};

/// multiply() for these formats; the arguments were checked.
void multiplyNm(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                float* out, std::size_t outStride);

} // namespace espalier::engine
