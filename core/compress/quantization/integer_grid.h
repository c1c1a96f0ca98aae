#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/quantization/weight_quantizer.h"
#include "core/formats/float8.h"

namespace espalier::compress {

/// Scale and zero point of one range; the zero point is a whole number (0 if symmetric).
struct GridPoint
{
    float scale = 1.0F;
    float zeroPoint = 0.0F;
};

/// The scale rule of weight_quantizer.h for one range, in float32 so that it rounds as other programs do.
/// @param args integers, or float8 (symmetric)
GridPoint gridPoint(float min, float max, const formats::QuantizationArgs& args);

/// Which weights of a [rows, columns] matrix share a scale.
struct GridShape
{
    /// @throws std::invalid_argument unless the arguments are of integers of 2 to 8 bits or float8, by tensor, channel,
    /// group or block
    GridShape(const formats::QuantizationArgs& args, std::int64_t rows, std::int64_t columns);

    std::int64_t count() const { return scaleRows * groups; }
    std::int64_t index(std::int64_t row, std::int64_t column) const
    {
        return row / rowsPerScale * groups + column / groupSize;
    }
    /// As files store it: [1] for a tensor.
    std::vector<std::int64_t> sizes() const;

    std::int64_t rowsPerScale = 1; ///< rows and columns that share a scale
    std::int64_t groupSize = 1;
    std::int64_t scaleRows = 1; ///< scales, [scaleRows, groups]
    std::int64_t groups = 1;
    bool ofTensor = false;
};

/// A grid laid out for inner loops over a [rows, columns] matrix. Keeps float32 copies of the parameters.
class GridView
{
public:
    /// @throws std::invalid_argument as GridShape, and unless the scales fit the matrix
    GridView(const QuantizationGrid& grid, std::int64_t rows, std::int64_t columns);

    GridPoint at(std::int64_t row, std::int64_t column) const { return point(shape.index(row, column)); }
    GridPoint point(std::int64_t index) const { return {scale[index], zeroPoint ? zeroPoint[index] : 0.0F}; }

    /// clamp(round_half_even(value / scale + zero point)), as a whole number, or the nearest value of float8.
    float code(float value, const GridPoint& point) const
    {
        return isFloat ? floatCode(value, point) : integerCode(value, point);
    }

    float floatCode(float value, const GridPoint& point) const
    {
        float x = value / point.scale;
        x = x < -formats::kLargestE4m3 ? -formats::kLargestE4m3 : x;
        x = x > formats::kLargestE4m3 ? formats::kLargestE4m3 : x;
        return formats::roundToE4m3(x);
    }

    float integerCode(float value, const GridPoint& point) const
    {
        // Clamping first keeps |x| below 2^22, where adding and subtracting 1.5 * 2^23 rounds half to even; it
        // vectorises.
        constexpr float kRound = 12582912.0F;
        float x = value / point.scale + point.zeroPoint;
        x = x < qmin ? qmin : x;
        x = x > qmax ? qmax : x;
        return (x + kRound) - kRound;
    }

    GridShape shape;
    bool isFloat = false;
    float qmin = 0.0F;
    float qmax = 0.0F;
    const float* scale = nullptr;
    const float* zeroPoint = nullptr; ///< null if symmetric

private:
    at::Tensor m_scale;
    at::Tensor m_zeroPoint;
};

} // namespace espalier::compress
