#include "core/engine/pack_check.h"

#include <algorithm>
#include <stdexcept>

#include "core/engine/pack_formats.h"

namespace espalier::engine {
namespace {

constexpr std::size_t kMaximumLength = std::size_t{1} << 28; ///< of a side, so that products of sizes cannot overflow

bool isFloatSound(const PackedMatrix& matrix)
{
    const std::size_t size = matrix.format == WeightFormat::Float32 ? 4 : 2;
    return matrix.data.size() == matrix.rows * matrix.columns * size && matrix.groups() == 1 &&
           matrix.offsets.empty() && matrix.scales.empty() && matrix.zeroPoints.empty() && matrix.rowSums.empty() &&
           matrix.extremes.empty() && matrix.firstExtreme.empty();
}

bool areGroupsSound(const PackedMatrix& matrix, const FormatPacker& packer)
{
    if (matrix.groupColumns == 0 || matrix.groupColumns > matrix.columns ||
        matrix.groupColumns > kMaximumGroupColumns ||
        (matrix.groups() > 1 && matrix.groupColumns % packer.columnStep != 0)) {
        return false;
    }
    const std::size_t scales = matrix.blocks() * kBlockRows * matrix.groups();
    return matrix.scales.size() == scales && matrix.rowSums.size() == scales &&
           (matrix.zeroPoints.empty() || matrix.zeroPoints.size() == scales);
}

/// Whether values [blocks + 1] lead from 0 to `end` without a step back.
template <typename T> bool areBordersSound(std::span<const T> borders, std::size_t blocks, std::size_t end)
{
    return borders.size() == blocks + 1 && borders.front() == 0 && borders.back() == end &&
           std::ranges::is_sorted(borders);
}

bool isDataSound(const PackedMatrix& matrix, const FormatPacker& packer)
{
    if (!packer.offsets) {
        const BlockCodes block{nullptr, 0, matrix.columns, {0.0, matrix.kept, matrix.of}};
        return matrix.offsets.empty() && matrix.data.size() == matrix.blocks() * packer.blockBytes(block);
    }
    if (!areBordersSound(matrix.offsets, matrix.blocks(), matrix.data.size())) {
        return false;
    }
    for (std::size_t block = 0; block < matrix.blocks(); ++block) {
        const std::size_t begin = matrix.offsets[block];
        if (!packer.isBlockSound(matrix, matrix.data.subspan(begin, matrix.offsets[block + 1] - begin))) {
            return false;
        }
    }
    return true;
}

bool areExtremesSound(const PackedMatrix& matrix, const FormatPacker& packer)
{
    if (matrix.extremes.empty()) {
        return matrix.firstExtreme.empty();
    }
    if (packer.takesExtremes || !areBordersSound(matrix.firstExtreme, matrix.blocks(), matrix.extremes.size())) {
        return false;
    }
    for (std::size_t block = 0; block < matrix.blocks(); ++block) {
        const auto own = matrix.extremes.subspan(matrix.firstExtreme[block],
                                                 matrix.firstExtreme[block + 1] - matrix.firstExtreme[block]);
        const auto isInside = [&](const ExtremeCode& extreme) {
            return extreme.row / kBlockRows == block && extreme.row < matrix.rows && extreme.column < matrix.columns;
        };
        if (!std::ranges::all_of(own, isInside) || !std::ranges::is_sorted(own, {}, &ExtremeCode::column)) {
            return false;
        }
    }
    return true;
}

} // namespace

bool isSound(const PackedMatrix& matrix)
try {
    if (matrix.rows == 0 || matrix.columns == 0 || std::max(matrix.rows, matrix.columns) > kMaximumLength ||
        (!matrix.bias.empty() && matrix.bias.size() != matrix.rows)) {
        return false;
    }
    if (matrix.isFloat()) {
        return isFloatSound(matrix);
    }
    const FormatPacker& packer = packerOf(matrix.format);
    return areGroupsSound(matrix, packer) && isDataSound(matrix, packer) && areExtremesSound(matrix, packer);
} catch (const std::invalid_argument&) { // a format or pattern that there is not
    return false;
}

} // namespace espalier::engine
