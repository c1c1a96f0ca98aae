#include "core/compress/quantization/weight_quantizer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "core/compress/quantization/integer_grid.h"
#include "core/compress/quantization/range_search.h"
#include "core/compress/tensor_checks.h"
#include "core/formats/dtype.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kRowGrain = 16;

void requireSupported(const formats::QuantizationArgs& args)
{
    const auto fail = [](const std::string& what) { throw std::invalid_argument("weight quantization: " + what); };
    if (args.type == formats::QuantizationType::Float && (args.bits != 8 || !args.symmetric))
        fail("expected float8 to be symmetric and of 8 bits, got " + std::to_string(args.bits));
    if (args.bits < 2 || args.bits > 8)
        fail("expected 2 to 8 bits, got " + std::to_string(args.bits));
    if (args.strategy == formats::Strategy::Token)
        fail("expected one scale a tensor, channel, group or block, got strategy token");
    if (args.strategy == formats::Strategy::Group && args.groupSize < 1)
        fail("expected a group size of 1 or more, got " + std::to_string(args.groupSize));
    if (args.strategy == formats::Strategy::Block && (args.blockRows < 1 || args.blockColumns < 1))
        fail("expected blocks of 1 or more rows and columns");
}

/// @param codes [line.size()] bytes of int8 or float8
void storeCodes(const std::vector<float>& line, bool isFloat, std::byte* codes)
{
    if (isFloat)
        return formats::convertFromFloat32(formats::DType::F8E4M3, line, {codes, line.size()});
    for (std::size_t i = 0; i < line.size(); ++i)
        codes[i] = static_cast<std::byte>(static_cast<std::int8_t>(line[i]));
}

std::int64_t parts(std::int64_t whole, std::int64_t part)
{
    return std::max<std::int64_t>((whole + part - 1) / part, 1);
}

} // namespace

GridPoint gridPoint(float min, float max, const formats::QuantizationArgs& args)
{
    constexpr float kSmallestScale = std::numeric_limits<float>::epsilon();
    const bool isFloat = args.type == formats::QuantizationType::Float;
    const float steps = isFloat ? 2.0F * formats::kLargestE4m3 : static_cast<float>(args.qmax() - args.qmin());
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

GridShape::GridShape(const formats::QuantizationArgs& args, std::int64_t rows, std::int64_t columns)
{
    requireSupported(args);
    using formats::Strategy;
    ofTensor = args.strategy == Strategy::Tensor;
    groupSize = args.strategy == Strategy::Group   ? args.groupSize
                : args.strategy == Strategy::Block ? args.blockColumns
                                                   : std::max<std::int64_t>(columns, 1);
    rowsPerScale = args.strategy == Strategy::Block ? args.blockRows : ofTensor ? std::max<std::int64_t>(rows, 1) : 1;
    scaleRows = rowsPerScale == 1 ? rows : parts(rows, rowsPerScale);
    groups = parts(columns, groupSize);
}

std::vector<std::int64_t> GridShape::sizes() const
{
    return ofTensor ? std::vector<std::int64_t>{1} : std::vector<std::int64_t>{scaleRows, groups};
}

GridView::GridView(const QuantizationGrid& grid, std::int64_t rows, std::int64_t columns)
    : shape(grid.args, rows, columns), isFloat(grid.args.type == formats::QuantizationType::Float),
      qmin(static_cast<float>(grid.args.qmin())), qmax(static_cast<float>(grid.args.qmax()))
{
    const auto fits = [&](const at::Tensor& tensor) { return tensor.defined() && tensor.numel() == shape.count(); };
    if (!fits(grid.scale) || grid.args.symmetric == grid.zeroPoint.defined() ||
        (!grid.args.symmetric && !fits(grid.zeroPoint)))
        throw std::invalid_argument("quantization grid: expected " + std::to_string(shape.count()) +
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
    const GridShape shape(args, weight.size(0), weight.size(1));
    requireFinite(weight.contiguous(), "weight");
    return gridOfRanges(args.observer == "mse" ? searchRanges(weight, args, RangeSearch::meanSquares())
                                               : weightRanges(weight, shape),
                        args, shape);
}

QuantizedWeight roundToNearest(const at::Tensor& weight, const QuantizationGrid& grid)
{
    requireMatrix(weight, "weight");
    const std::int64_t rows = weight.size(0);
    const std::int64_t columns = weight.size(1);
    const GridView view(grid, rows, columns);
    const at::Tensor contiguous = weight.contiguous();
    requireFinite(contiguous, "weight");
    QuantizedWeight result{grid, at::empty({rows, columns}, view.isFloat ? at::kByte : at::kChar)};
    const float* values = contiguous.data_ptr<float>();
    auto* codes = static_cast<std::byte*>(result.codes.data_ptr());
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> line(static_cast<std::size_t>(columns));
        for (std::int64_t row = begin; row < end; ++row) {
            for (std::int64_t start = 0; start < columns; start += view.shape.groupSize) {
                const GridPoint point = view.at(row, start);
                const std::int64_t stop = std::min(start + view.shape.groupSize, columns);
                for (std::int64_t i = start; i < stop; ++i)
                    line[static_cast<std::size_t>(i)] = view.code(values[row * columns + i], point);
            }
            storeCodes(line, view.isFloat, codes + row * columns);
        }
    });
    return result;
}

at::Tensor dequantize(const QuantizedWeight& weight)
{
    const at::Tensor& codes = weight.codes;
    const bool isFloat = weight.grid.args.type == formats::QuantizationType::Float;
    if (!codes.defined() || codes.dim() != 2 || codes.scalar_type() != (isFloat ? at::kByte : at::kChar))
        throw std::invalid_argument("codes: expected a matrix [out, in] of int8, or of uint8 for float8");
    const std::int64_t rows = codes.size(0);
    const std::int64_t columns = codes.size(1);
    const GridView view(weight.grid, rows, columns);
    const at::Tensor contiguous = codes.contiguous();
    at::Tensor result = at::empty({rows, columns}, at::kFloat);
    const auto* in = static_cast<const std::byte*>(contiguous.data_ptr());
    float* out = result.data_ptr<float>();
    const formats::DType type = isFloat ? formats::DType::F8E4M3 : formats::DType::I8;
    at::parallel_for(0, rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const auto size = static_cast<std::size_t>(columns);
            float* line = out + row * columns;
            formats::convertToFloat32(type, {in + row * columns, size}, {line, size});
            for (std::int64_t start = 0; start < columns; start += view.shape.groupSize) {
                const GridPoint point = view.at(row, start);
                const std::int64_t stop = std::min(start + view.shape.groupSize, columns);
                for (std::int64_t i = start; i < stop; ++i)
                    line[i] = (line[i] - point.zeroPoint) * point.scale;
            }
        }
    });
    return result;
}

} // namespace espalier::compress
