#include "core/compress/quantization/weight_quantizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "core/compress/quantization/integer_grid.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kRowGrain = 16;

void requireIntegerWeights(const formats::QuantizationArgs& args)
{
    const auto fail = [](const std::string& what) { throw std::invalid_argument("weight quantization: " + what); };
    if (args.type != formats::QuantizationType::Int)
        fail("expected integers, got floating point");
    if (args.bits < 2 || args.bits > 8)
        fail("expected 2 to 8 bits, got " + std::to_string(args.bits));
    if (args.strategy == formats::Strategy::Block || args.strategy == formats::Strategy::Token)
        fail("expected one scale a tensor, channel or group, got strategy block or token");
    if (args.strategy == formats::Strategy::Group && args.groupSize < 1)
        fail("expected a group size of 1 or more, got " + std::to_string(args.groupSize));
}

struct Range
{
    float min = 0.0F; ///< starts at 0: every range contains it
    float max = 0.0F;

    void add(const float* values, std::int64_t count)
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
};

} // namespace

GridPoint gridPoint(float min, float max, const formats::QuantizationArgs& args)
{
    constexpr float kSmallestScale = std::numeric_limits<float>::epsilon();
    const auto steps = static_cast<float>(args.qmax() - args.qmin());
    min = std::min(min, 0.0F);
    max = std::max(max, 0.0F);
    GridPoint point;
    if (args.symmetric) {
        point.scale = std::max(std::max(-min, max) / (steps / 2.0F), kSmallestScale);
        return point;
    }
    const auto qmin = static_cast<float>(args.qmin());
    point.scale = std::max((max - min) / steps, kSmallestScale);
    point.zeroPoint = std::nearbyint(std::clamp(qmin - min / point.scale, qmin, static_cast<float>(args.qmax())));
    return point;
}

GridView::GridView(const QuantizationGrid& grid, std::int64_t rows, std::int64_t columns)
    : qmin(static_cast<float>(grid.args.qmin())), qmax(static_cast<float>(grid.args.qmax()))
{
    requireIntegerWeights(grid.args);
    const bool perTensor = grid.args.strategy == formats::Strategy::Tensor;
    const bool grouped = grid.args.strategy == formats::Strategy::Group;
    groupSize = grouped ? grid.args.groupSize : std::max<std::int64_t>(columns, 1);
    groups = grouped ? (columns + groupSize - 1) / groupSize : 1;
    rowStride = perTensor ? 0 : groups;
    const std::int64_t expected = perTensor ? 1 : rows * groups;
    const auto fits = [&](const at::Tensor& tensor) { return tensor.defined() && tensor.numel() == expected; };
    if (!fits(grid.scale) || grid.args.symmetric == grid.zeroPoint.defined() ||
        (!grid.args.symmetric && !fits(grid.zeroPoint)))
        throw std::invalid_argument("quantization grid: expected " + std::to_string(expected) +
                                    " scales, and as many zero points if asymmetric");
    m_scale = grid.scale.to(at::kFloat).contiguous();
    scale = m_scale.data_ptr<float>();
    if (!grid.args.symmetric) {
        m_zeroPoint = grid.zeroPoint.to(at::kFloat).contiguous();
        zeroPoint = m_zeroPoint.data_ptr<float>();
    }
}

QuantizationGrid chooseGrid(const at::Tensor& weight, const formats::QuantizationArgs& args)
{
    requireMatrix(weight, "weight");
    requireIntegerWeights(args);
    const at::Tensor contiguous = weight.contiguous();
    requireFinite(contiguous, "weight");
    const std::int64_t rows = weight.size(0);
    const std::int64_t columns = weight.size(1);
    const bool perTensor = args.strategy == formats::Strategy::Tensor;
    const std::int64_t group =
        args.strategy == formats::Strategy::Group ? args.groupSize : std::max<std::int64_t>(columns, 1);
    const std::int64_t groups = std::max<std::int64_t>((columns + group - 1) / group, 1);

    std::vector<Range> ranges(static_cast<std::size_t>(rows * groups));
    const float* values = contiguous.data_ptr<float>();
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row)
            for (std::int64_t column = 0; column < columns; column += group)
                ranges[static_cast<std::size_t>(row * groups + column / group)].add(values + row * columns + column,
                                                                                    std::min(group, columns - column));
    });
    if (perTensor) {
        Range whole;
        for (const Range& range : ranges)
            whole = {std::min(whole.min, range.min), std::max(whole.max, range.max)};
        ranges.assign(1, whole);
    }

    QuantizationGrid grid{args, at::empty({perTensor ? 1 : rows, groups}, at::kFloat), {}};
    if (perTensor)
        grid.scale = grid.scale.view({1});
    if (!args.symmetric)
        grid.zeroPoint = at::empty(grid.scale.sizes(), at::kChar);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const GridPoint point = gridPoint(ranges[i].min, ranges[i].max, args);
        grid.scale.data_ptr<float>()[i] = point.scale;
        if (!args.symmetric)
            grid.zeroPoint.data_ptr<std::int8_t>()[i] = static_cast<std::int8_t>(point.zeroPoint);
    }
    return grid;
}

QuantizedWeight roundToNearest(const at::Tensor& weight, const QuantizationGrid& grid)
{
    requireMatrix(weight, "weight");
    const std::int64_t rows = weight.size(0);
    const std::int64_t columns = weight.size(1);
    const GridView view(grid, rows, columns);
    const at::Tensor contiguous = weight.contiguous();
    requireFinite(contiguous, "weight");
    QuantizedWeight result{grid, at::empty({rows, columns}, at::kChar)};
    const float* values = contiguous.data_ptr<float>();
    std::int8_t* codes = result.codes.data_ptr<std::int8_t>();
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            for (std::int64_t start = 0; start < columns; start += view.groupSize) {
                const GridPoint point = view.at(row, start);
                const std::int64_t stop = std::min(start + view.groupSize, columns);
                for (std::int64_t i = row * columns + start; i < row * columns + stop; ++i)
                    codes[i] = static_cast<std::int8_t>(view.code(values[i], point));
            }
        }
    });
    return result;
}

at::Tensor dequantize(const QuantizedWeight& weight)
{
    const at::Tensor& codes = weight.codes;
    if (!codes.defined() || codes.dim() != 2 || codes.scalar_type() != at::kChar)
        throw std::invalid_argument("codes: expected an int8 matrix [out, in]");
    const std::int64_t rows = codes.size(0);
    const std::int64_t columns = codes.size(1);
    const GridView view(weight.grid, rows, columns);
    const at::Tensor contiguous = codes.contiguous();
    at::Tensor result = at::empty({rows, columns}, at::kFloat);
    const std::int8_t* in = contiguous.data_ptr<std::int8_t>();
    float* out = result.data_ptr<float>();
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            for (std::int64_t start = 0; start < columns; start += view.groupSize) {
                const GridPoint point = view.at(row, start);
                const std::int64_t stop = std::min(start + view.groupSize, columns);
                for (std::int64_t i = row * columns + start; i < row * columns + stop; ++i)
                    out[i] = (static_cast<float>(in[i]) - point.zeroPoint) * point.scale;
            }
        }
    });
    return result;
}

} // namespace espalier::compress
