#include "core/engine/input_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/engine/kernels/cpu_target.h"
#include "core/engine/kernels/input_codes.h"

static_assert(espalier::engine::InputRows::kSumColumns == espalier::engine::kPieceColumns);

namespace espalier::engine {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kOverread = 256; ///< bytes behind the last column that kernels may read

CodeGrid withLimits(int bits)
{
    const auto half = static_cast<float>(1 << (bits - 1));
    return {1.0F, 0.0F, -half, half - 1.0F};
}

/// Scale and zero point of a range, by the rule of compressed-tensors.
CodeGrid gridOf(const ValueRange& range, int bits, bool symmetric)
{
    CodeGrid grid = withLimits(bits);
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

template <typename T> std::size_t bytesToAlignment(const std::vector<T>& vector)
{
    return (kAlignment - reinterpret_cast<std::uintptr_t>(vector.data()) % kAlignment) % kAlignment;
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
    m_codesStart = bytesToAlignment(m_codes);
    m_sums.resize(tokens * m_sumStride);
    if (partsSigns()) {
        m_parted.resize(2 * tokens * m_codeStride + kAlignment);
        m_partedStart = bytesToAlignment(m_parted);
        m_negativeSums.resize(tokens * m_sumStride);
    }
    m_scales.resize(tokens * m_blocks);
    m_zeroPoints.assign(tokens, 0);
}

void InputRows::setRow(std::size_t token, const float* values)
{
    if (m_rounding.kind == InputRounding::Kind::None) {
        m_values[token] = values;
        return;
    }
    for (std::size_t block = 0; block < m_blocks; ++block) {
        roundBlock(token, block, values + block * blockColumns());
    }
    std::int8_t* codes = m_codes.data() + m_codesStart + token * m_codeStride;
    std::fill(codes + m_columns, codes + m_codeStride, std::int8_t{0});
    const std::size_t pieces = m_sumStride - 1;
    sumCodes(codes, pieces, m_sums.data() + token * m_sumStride);
    if (partsSigns()) {
        partSigns(codes, pieces, m_parted.data() + m_partedStart + 2 * token * m_codeStride,
                  m_negativeSums.data() + token * m_sumStride);
    }
}

void InputRows::roundBlock(std::size_t token, std::size_t block, const float* values)
{
    using Kind = InputRounding::Kind;
    const std::size_t begin = block * blockColumns();
    const std::size_t count = std::min(blockColumns(), m_columns - begin);
    std::int8_t* codes = m_codes.data() + m_codesStart + token * m_codeStride + begin;
    float& scale = m_scales[token * m_blocks + block];
    const ValueRange range = valueRange(values, count);
    if (!range.finite) {
        scale = std::numeric_limits<float>::quiet_NaN();
        std::fill_n(codes, count, std::int8_t{0});
        return;
    }
    CodeGrid grid = withLimits(m_rounding.bits);
    if (m_rounding.kind == Kind::Static) {
        grid.scale = m_rounding.scale;
        grid.zeroPoint = static_cast<float>(m_rounding.zeroPoint);
    } else {
        grid = gridOf(range, m_rounding.bits, m_rounding.symmetric || m_rounding.kind == Kind::Block);
    }
    scale = grid.scale;
    m_zeroPoints[token] = static_cast<std::int32_t>(grid.zeroPoint);
    roundToCodes(grid, values, count, codes);
}

bool InputRows::partsSigns()
{
    return cpuTarget() == CpuTarget::Avx2 || cpuTarget() == CpuTarget::Avx512;
}

} // namespace espalier::engine
