#include "core/compress/quantization/range_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kRowGrain = 4;

/// Sums errors of parts of rows under one candidate point after the other.
class ErrorSum
{
public:
    ErrorSum(const RangeSearch& search, const GridView& codes, std::int64_t columns)
        : m_norm(search.norm), m_codes(codes)
    {
        if (!search.importance.defined())
            return;
        if (search.importance.numel() != columns)
            throw std::invalid_argument("range search: got " + std::to_string(search.importance.numel()) +
                                        " importances, expected one for each of " + std::to_string(columns) +
                                        " inputs");
        m_importance = search.importance.to(at::kFloat).contiguous();
    }

    double operator()(const float* values, std::int64_t column, std::int64_t count, const GridPoint& point) const
    {
        const float* weights = m_importance.defined() ? m_importance.data_ptr<float>() + column : nullptr;
        double sum = 0.0;
        for (std::int64_t i = 0; i < count; ++i) {
            const float code = m_codes.code(values[i], point);
            const double error = std::abs(values[i] - (code - point.zeroPoint) * point.scale);
            const double power = m_norm == 2.0 ? error * error : std::pow(error, m_norm);
            sum += weights ? power * weights[i] : power;
        }
        return sum;
    }

private:
    double m_norm;
    const GridView& m_codes;
    at::Tensor m_importance;
};

float roundedScale(float scale, formats::DType stored)
{
    std::array<std::byte, sizeof(float)> bytes{};
    const std::span<std::byte> place(bytes.data(), formats::sizeInBytes(stored));
    formats::convertFromFloat32(stored, {&scale, 1}, place);
    float result = 0.0F;
    formats::convertToFloat32(stored, place, {&result, 1});
    return result;
}

template <typename ErrorOf>
ValueRange bestRange(const ValueRange& range, const formats::QuantizationArgs& args, const RangeSearch& search,
                     const ErrorOf& errorOf)
{
    ValueRange best = range;
    double smallest = std::numeric_limits<double>::infinity();
    for (const float factor : search.factors) {
        const ValueRange candidate = range.scaled(factor);
        GridPoint point = gridPoint(candidate.min, candidate.max, args);
        point.scale = roundedScale(point.scale, search.stored);
        const double error = errorOf(point);
        if (error < smallest) {
            smallest = error;
            best = candidate;
        }
    }
    return best;
}

} // namespace

void ValueRange::add(const float* values, std::int64_t count)
{
    float low = min;
    float high = max;
    for (std::int64_t i = 0; i < count; ++i) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    min = low;
    max = high;
}

RangeSearch RangeSearch::meanSquares()
{
    RangeSearch search;
    for (int step = 0; step < 20; ++step)
        search.factors.push_back(static_cast<float>(1.0 - step / 100.0));
    search.norm = 2.4;
    return search;
}

RangeSearch RangeSearch::byDiagonal(const at::Tensor& diagonal, formats::DType stored)
{
    RangeSearch search;
    for (int percent = 100; percent <= 105; ++percent)
        search.factors.push_back(static_cast<float>(percent / 100.0));
    for (int percent = 99; percent >= 50; --percent)
        search.factors.push_back(static_cast<float>(percent / 100.0));
    search.importance = diagonal;
    search.stored = stored;
    return search;
}

std::vector<ValueRange> weightRanges(const at::Tensor& weight, const GridShape& shape)
{
    const at::Tensor contiguous = weight.contiguous();
    const float* values = contiguous.data_ptr<float>();
    const std::int64_t rows = weight.size(0);
    const std::int64_t columns = weight.size(1);
    std::vector<ValueRange> ranges(static_cast<std::size_t>(shape.count()));
    at::parallel_for(0, shape.scaleRows, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin * shape.rowsPerScale; row < std::min(rows, end * shape.rowsPerScale); ++row)
            for (std::int64_t column = 0; column < columns; column += shape.groupSize)
                ranges[static_cast<std::size_t>(shape.index(row, column))].add(
                    values + row * columns + column, std::min(shape.groupSize, columns - column));
    });
    return ranges;
}

std::vector<ValueRange> searchRanges(const at::Tensor& weight, const formats::QuantizationArgs& args,
                                     const RangeSearch& search)
{
    requireMatrix(weight, "weight");
    const std::int64_t rows = weight.size(0);
    const std::int64_t columns = weight.size(1);
    const GridShape shape(args, rows, columns);
    std::vector<ValueRange> ranges = weightRanges(weight, shape);
    const QuantizationGrid grid = gridOfRanges(ranges, args, shape);
    const GridView view(grid, rows, columns);
    const ErrorSum errorSum(search, view, columns);
    const at::Tensor contiguous = weight.contiguous();
    const float* values = contiguous.data_ptr<float>();

    // Rows of one scale are summed in their order: the result does not depend on threads.
    at::parallel_for(0, shape.scaleRows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t index = begin * shape.groups; index < end * shape.groups; ++index) {
            ValueRange& range = ranges[static_cast<std::size_t>(index)];
            const std::int64_t firstRow = index / shape.groups * shape.rowsPerScale;
            const std::int64_t lastRow = std::min(rows, firstRow + shape.rowsPerScale);
            const std::int64_t column = index % shape.groups * shape.groupSize;
            const std::int64_t count = std::min(shape.groupSize, columns - column);
            range = bestRange(range, args, search, [&](const GridPoint& point) {
                double error = 0.0;
                for (std::int64_t row = firstRow; row < lastRow; ++row)
                    error += errorSum(values + row * columns + column, column, count, point);
                return error;
            });
        }
    });
    return ranges;
}

ValueRange searchRange(const at::Tensor& values, const ValueRange& range, const formats::QuantizationArgs& args,
                       const RangeSearch& search)
{
    formats::QuantizationArgs whole = args;
    whole.strategy = formats::Strategy::Tensor;
    const QuantizationGrid grid = gridOfRanges({range}, whole, GridShape(whole, 1, values.numel()));
    const GridView view(grid, 1, values.numel());
    const ErrorSum errorSum(search, view, values.numel());
    return bestRange(range, whole, search, [&](const GridPoint& point) {
        return errorSum(values.data_ptr<float>(), 0, values.numel(), point);
    });
}

QuantizationGrid gridOfRanges(const std::vector<ValueRange>& ranges, const formats::QuantizationArgs& args,
                              const GridShape& shape)
{
    const std::vector<std::int64_t> sizes = shape.sizes();
    QuantizationGrid grid{args, at::empty(sizes, at::kFloat), {}};
    if (!args.symmetric)
        grid.zeroPoint = at::empty(sizes, at::kChar);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const GridPoint point = gridPoint(ranges[i].min, ranges[i].max, args);
        grid.scale.data_ptr<float>()[i] = point.scale;
        if (!args.symmetric)
            grid.zeroPoint.data_ptr<std::int8_t>()[i] = static_cast<std::int8_t>(point.zeroPoint);
    }
    return grid;
}

} // namespace espalier::compress
