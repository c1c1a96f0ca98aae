#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "core/engine/kernels/nm.h"
#include "core/engine/pack_formats.h"

namespace espalier::engine {
namespace {

/// A plane of fields of fewer than 8 bits, see NmLayout.
template <typename Byte> class Plane
{
public:
    Plane(Byte* bytes, std::size_t planeBytes, std::size_t bits)
        : m_bytes(bytes), m_planeBytes(planeBytes), m_bits(bits)
    {
    }

    unsigned get(std::size_t field) const
    {
        return (static_cast<unsigned>(m_bytes[field % m_planeBytes]) >> shift(field)) & ((1U << m_bits) - 1U);
    }
    /// The field must be 0 before; of `value` only its low bits count.
    void set(std::size_t field, unsigned value)
    {
        m_bytes[field % m_planeBytes] |= static_cast<std::byte>((value & ((1U << m_bits) - 1U)) << shift(field));
    }

private:
    unsigned shift(std::size_t field) const { return static_cast<unsigned>(field / m_planeBytes * m_bits); }

    Byte* m_bytes;
    std::size_t m_planeBytes;
    std::size_t m_bits;
};

/// The parts of one window.
template <typename Byte> struct WindowView
{
    WindowView(const NmLayout& layout, Byte* window)
        : values(window), smallValues(window, layout.valueBytes(), 4),
          low(window + layout.valueBytes(), layout.lowPlaneBytes(), layout.lowPlaneBits()),
          high(window + layout.valueBytes() + layout.lowPlaneBytes(), std::max<std::size_t>(1, layout.highPlaneBytes()),
               1)
    {
    }

    Byte* values;
    Plane<Byte> smallValues;
    Plane<Byte> low;
    Plane<Byte> high;
};

NmLayout layoutOf(const SparsePattern& pattern, bool int4)
{
    const bool known = (pattern.of == 4 || pattern.of == 8 || pattern.of == 16) &&
                       (pattern.kept * 2 == pattern.of || pattern.kept * 4 == pattern.of);
    if (!known) {
        throw std::invalid_argument("pack: no format for a pattern " + std::to_string(pattern.kept) + ":" +
                                    std::to_string(pattern.of));
    }
    return {pattern.kept, pattern.of, int4};
}

void setCode(const NmLayout& layout, WindowView<std::byte>& window, std::size_t index, std::int8_t code)
{
    if (!layout.int4) {
        window.values[index] = static_cast<std::byte>(code);
        return;
    }
    if (code < -8 || code > 7) {
        throw std::invalid_argument("pack: codes of 4 bits expected, got " + std::to_string(code));
    }
    window.smallValues.set(index, static_cast<unsigned>(code));
}

std::int8_t getCode(const NmLayout& layout, const WindowView<const std::byte>& window, std::size_t index)
{
    if (!layout.int4) {
        return static_cast<std::int8_t>(window.values[index]);
    }
    const auto bits = static_cast<int>(window.smallValues.get(index));
    return static_cast<std::int8_t>((bits ^ 8) - 8);
}

void packRow(const NmLayout& layout, const std::int8_t* codes, std::size_t row, WindowView<std::byte>& window)
{
    for (std::size_t group = 0; group < NmLayout::kWindowColumns / layout.of; ++group) {
        std::size_t slot = group * layout.kept;
        for (unsigned place = 0; place < layout.of; ++place) {
            const std::int8_t code = codes[group * layout.of + place];
            if (code == 0) {
                continue;
            }
            if (slot == (group + 1) * layout.kept) {
                throw std::invalid_argument("pack: a group keeps more than " + std::to_string(layout.kept) + " of " +
                                            std::to_string(layout.of) + " codes");
            }
            const std::size_t index = layout.codeIndex(row, slot++);
            setCode(layout, window, index, code);
            window.low.set(index, place);
            if (layout.of == 8) {
                window.high.set(index, place >> 2);
            }
        }
    }
}

void packBlock(const BlockCodes& block, bool int4, std::byte* data)
{
    const NmLayout layout = layoutOf(block.pattern, int4);
    for (std::size_t column = 0; column < block.columns; column += NmLayout::kWindowColumns) {
        WindowView<std::byte> window(layout, data);
        for (std::size_t row = 0; row < kBlockRows; ++row) {
            packRow(layout, block.codes + row * block.stride + column, row, window);
        }
        data += layout.windowBytes();
    }
}

void unpackBlock(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
    const NmLayout layout{weight.kept, weight.of, weight.format == WeightFormat::NmInt4};
    for (std::size_t column = 0; column < weight.columns; column += NmLayout::kWindowColumns) {
        const WindowView<const std::byte> window(layout, data);
        for (std::size_t i = 0; i < kBlockRows * layout.slots(); ++i) {
            const std::size_t row = i / layout.slots();
            const std::size_t slot = i % layout.slots();
            const std::size_t index = layout.codeIndex(row, slot);
            const std::int8_t code = getCode(layout, window, index);
            if (code != 0) {
                const unsigned place = window.low.get(index) | (layout.of == 8 ? window.high.get(index) << 2U : 0U);
                const std::size_t at = column + layout.groupColumn(slot) + place;
                if (at < weight.columns) { // else a damaged file
                    codes[row * stride + at] = code;
                }
            }
        }
        data += layout.windowBytes();
    }
}

std::size_t int8BlockBytes(const BlockCodes& block)
{
    return layoutOf(block.pattern, false).blockBytes(block.columns);
}

std::size_t int4BlockBytes(const BlockCodes& block)
{
    return layoutOf(block.pattern, true).blockBytes(block.columns);
}

void packInt8(const BlockCodes& block, std::byte* data)
{
    packBlock(block, false, data);
}

void packInt4(const BlockCodes& block, std::byte* data)
{
    packBlock(block, true, data);
}

} // namespace

const FormatPacker kNmInt8Packer = {.blockBytes = int8BlockBytes, .packBlock = packInt8, .unpackBlock = unpackBlock};
const FormatPacker kNmInt4Packer = {.blockBytes = int4BlockBytes, .packBlock = packInt4, .unpackBlock = unpackBlock};

} // namespace espalier::engine
