#include "core/engine/coded_matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/engine/pack.h"

namespace espalier::engine {
namespace {

/// Brings the columns of codes [rows, order.size()] into this order.
void reorder(std::span<std::int8_t> codes, const std::vector<std::uint32_t>& order)
{
    std::vector<std::int8_t> row(order.size());
    for (std::size_t first = 0; first < codes.size(); first += order.size()) {
        std::ranges::transform(order, row.begin(), [&](std::uint32_t column) { return codes[first + column]; });
        std::ranges::copy(row, codes.begin() + static_cast<std::ptrdiff_t>(first));
    }
}

/// A figure for each row and group, also where the file has one for all rows.
std::vector<float> forEachRow(std::span<const float> values, const formats::ScaleGrid& grid, std::size_t rows)
{
    std::vector<float> all(values.begin(), values.end());
    if (grid.rows == 1 && rows > 1 && !values.empty()) {
        all.reserve(rows * grid.columns);
        for (std::size_t row = 1; row < rows; ++row) {
            all.insert(all.end(), values.begin(), values.end());
        }
    }
    return all;
}

/// The stored width, or 8 where a file holds codes beyond it.
int codeBits(std::span<const std::int8_t> codes, int bits)
{
    const int limit = 1 << (bits - 1);
    const auto isBeyond = [limit](std::int8_t code) { return code < -limit || code >= limit; };
    return bits < 8 && std::ranges::any_of(codes, isBeyond) ? 8 : bits;
}

} // namespace

Result<void> requireScales(const std::string& module, const formats::ScaleGrid& grid, int bits)
{
    const auto refuse = [&](const char* what, std::size_t place, float value, const std::string& rule) {
        return Error{"engine.scale",
                     std::string("The ") + what + " of row " + std::to_string(place / grid.columns) + " of '" + module +
                         "' is " + std::to_string(value) + "; " + rule +
                         ". The model's files are damaged: fetch or make them again.",
                     module};
    };
    for (std::size_t i = 0; i < grid.scales.size(); ++i) {
        if (!std::isfinite(grid.scales[i]) || grid.scales[i] <= 0.0F) {
            return refuse("scale", i, grid.scales[i], "scales must be above 0 and finite");
        }
    }
    const auto limit = static_cast<float>(1 << (bits - 1));
    for (std::size_t i = 0; i < grid.zeroPoints.size(); ++i) {
        const float zero = grid.zeroPoints[i];
        if (!(zero >= -limit && zero < limit) || zero != std::floor(zero)) {
            return refuse("zero point", i, zero,
                          "zero points must be whole numbers of " + std::to_string(bits) + " bits");
        }
    }
    return {};
}

std::optional<std::vector<std::uint32_t>> columnOrder(const formats::ScaleGrid& grid)
{
    std::vector<std::uint32_t> order(grid.columns > 1 ? grid.groupOfInput.size() : 0);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t column) { return grid.groupOfInput[column]; });
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (static_cast<std::size_t>(grid.groupOfInput[order[i]]) != i / grid.groupSize) {
            return std::nullopt;
        }
    }
    return std::ranges::is_sorted(order) ? std::vector<std::uint32_t>() : order;
}

PackedMatrix packedMatrix(const model::StoredWeight& weight, int bits, const InputRounding& rounding,
                          const std::vector<std::uint32_t>* order, std::span<const float> bias)
{
    const formats::ScaleGrid grid = weight.grid();
    const std::size_t rows = weight.rows();
    const std::size_t columns = weight.columns();
    std::vector<std::int8_t> codes(rows * columns);
    weight.readCodes(0, codes);
    if (order != nullptr) {
        reorder(codes, *order);
    }
    const std::vector<float> scales = forEachRow(grid.scales, grid, rows);
    std::vector<float> zeroPoints = forEachRow(grid.zeroPoints, grid, rows);
    if (std::ranges::all_of(zeroPoints, [](float zero) { return zero == 0.0F; })) {
        zeroPoints.clear();
    }
    CodedWeight coded;
    coded.rows = rows;
    coded.columns = columns;
    coded.bits = codeBits(codes, bits);
    coded.codes = codes;
    coded.groupColumns = grid.columns == 1 ? columns : grid.groupSize;
    coded.scales = scales;
    coded.zeroPoints = zeroPoints;
    coded.bias = bias;
    const SparsePattern pattern = findPattern(coded);
    return pack(coded, chooseFormat(coded, pattern, rounding), pattern);
}

} // namespace espalier::engine
