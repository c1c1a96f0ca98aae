#include "core/engine/input_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace espalier::engine {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kOverread = 256; ///< bytes behind the last column that kernels may read

struct Range
{
    float min = 0.0F; ///< at most 0
    float max = 0.0F; ///< at least 0
    bool finite = true;
};

Range rangeOf(const float* values, std::size_t count)
{
    Range range;
    for (std::size_t i = 0; i < count; ++i) {
        range.min = values[i] < range.min ? values[i] : range.min;
        range.max = values[i] > range.max ? values[i] : range.max;
        range.finite &= std::abs(values[i]) <= std::numeric_limits<float>::max();
    }
    return range;
}

/// Scale and zero point of a range, by the rule of compressed-tensors.
struct Grid
{
    float scale = 1.0F;
    float zeroPoint = 0.0F;
    float lowest = -128.0F;
    float highest = 127.0F;
};

Grid withLimits(int bits)
{
    const auto half = static_cast<float>(1 << (bits - 1));
    return {1.0F, 0.0F, -half, half - 1.0F};
}

Grid gridOf(const Range& range, int bits, bool symmetric)
{
    Grid grid = withLimits(bits);
    const float steps = grid.highest - grid.lowest;
    constexpr float kSmallest = std::numeric_limits<float>::epsilon();
    if (symmetric) {
        grid.scale = std::max(std::max(-range.min, range.max) / (steps / 2.0F), kSmallest);
    } else {
        grid.scale = std::max((range.max - range.min) / steps, kSmallest);
        grid.zeroPoint = std::clamp(std::nearbyint(grid.lowest - range.min / grid.scale), grid.lowest, grid.highest);
    }
    return grid;
}

/// clamp(round half to even(value / scale + zero point)). Finite values alone.
void roundTo(const Grid& grid, const float* values, std::size_t count, std::int8_t* codes)
{
    // Clamping first keeps |x| below 2^22, where adding and subtracting 1.5 * 2^23 rounds half to even; this
    // vectorises, nearbyint() does not.
    constexpr float kRound = 12582912.0F;
    for (std::size_t i = 0; i < count; ++i) {
        float x = values[i] / grid.scale + grid.zeroPoint;
        x = x < grid.lowest ? grid.lowest : x;
        x = x > grid.highest ? grid.highest : x;
        codes[i] = static_cast<std::int8_t>(static_cast<std::int32_t>((x + kRound) - kRound));
    }
}

/// @param sums [pieces + 1] sums of the codes before each piece of kSumColumns
void sumPieces(const std::int8_t* codes, std::size_t columns, std::int32_t* sums)
{
    std::int32_t total = 0;
    for (std::size_t begin = 0; begin < columns; begin += InputRows::kSumColumns) {
        *sums++ = total;
        const std::size_t end = std::min(begin + InputRows::kSumColumns, columns);
        for (std::size_t i = begin; i < end; ++i) {
            total += codes[i];
        }
    }
    *sums = total;
}

std::size_t roundUp(std::size_t value, std::size_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

} // namespace

void InputRows::resize(std::size_t tokens, std::size_t columns, const InputRounding& rounding)
{
    m_rounding = rounding;
    m_tokens = tokens;
    m_columns = columns;
    m_blocks = 1;
    if (rounding.kind == InputRounding::Kind::None) {
        m_values.resize(tokens);
        return;
    }
    if (rounding.bits < 2 || rounding.bits > 8) {
        throw std::invalid_argument("InputRows: inputs of 2 to 8 bits expected, got " + std::to_string(rounding.bits));
    }
    if (rounding.kind == InputRounding::Kind::Block) {
        if (rounding.blockColumns == 0 || rounding.blockColumns % kSumColumns != 0) {
            throw std::invalid_argument("InputRows: blocks of a multiple of 32 columns expected, got " +
                                        std::to_string(rounding.blockColumns));
        }
        m_blocks = std::max<std::size_t>(1, (columns + rounding.blockColumns - 1) / rounding.blockColumns);
    }
    m_codeStride = roundUp(columns + kOverread, kAlignment);
    m_sumStride = (columns + kSumColumns - 1) / kSumColumns + 1;
    m_codes.resize(tokens * m_codeStride + kAlignment);
    m_codesStart = (kAlignment - reinterpret_cast<std::uintptr_t>(m_codes.data()) % kAlignment) % kAlignment;
    m_scales.resize(tokens * m_blocks);
    m_sums.resize(tokens * m_sumStride);
    m_zeroPoints.assign(tokens, 0);
}

void InputRows::setRow(std::size_t token, const float* values)
{
    using Kind = InputRounding::Kind;
    if (m_rounding.kind == Kind::None) {
        m_values[token] = values;
        return;
    }
    std::int8_t* codes = m_codes.data() + m_codesStart + token * m_codeStride;
    float* scales = m_scales.data() + token * m_blocks;
    const std::size_t blockColumns = this->blockColumns();
    for (std::size_t block = 0; block < m_blocks; ++block) {
        const std::size_t begin = block * blockColumns;
        const std::size_t count = std::min(blockColumns, m_columns - begin);
        const Range range = rangeOf(values + begin, count);
        if (!range.finite) {
            scales[block] = std::numeric_limits<float>::quiet_NaN();
            std::fill_n(codes + begin, count, std::int8_t{0});
            continue;
        }
        Grid grid = withLimits(m_rounding.bits);
        if (m_rounding.kind == Kind::Static) {
            grid.scale = m_rounding.scale;
            grid.zeroPoint = static_cast<float>(m_rounding.zeroPoint);
        } else {
            grid = gridOf(range, m_rounding.bits, m_rounding.symmetric || m_rounding.kind == Kind::Block);
        }
        scales[block] = grid.scale;
        m_zeroPoints[token] = static_cast<std::int32_t>(grid.zeroPoint);
        roundTo(grid, values + begin, count, codes + begin);
    }
    std::fill(codes + m_columns, codes + m_codeStride, std::int8_t{0});
    sumPieces(codes, m_columns, m_sums.data() + token * m_sumStride);
}

} // namespace espalier::engine
