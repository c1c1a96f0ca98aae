#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/compress/quantization/weight_quantizer.h"

namespace espalier::compress {

/// Scale and zero point of one range; the zero point is a whole number (0 if symmetric).
struct GridPoint
{
    float scale = 1.0F;
    float zeroPoint = 0.0F;
};

/// The scale rule of weight_quantizer.h for one range, in float32 so that it rounds as other programs do.
GridPoint gridPoint(float min, float max, const formats::QuantizationArgs& args);

/// A grid laid out for inner loops over a [rows, columns] matrix. Keeps float32 copies of the parameters.
class GridView
{
public:
    /// @throws std::invalid_argument unless the grid is of integers of 2 to 8 bits and fits the matrix
    GridView(const QuantizationGrid& grid, std::int64_t rows, std::int64_t columns);

    GridPoint at(std::int64_t row, std::int64_t column) const
    {
        const std::int64_t index = row * rowStride + column / groupSize;
        return {scale[index], zeroPoint ? zeroPoint[index] : 0.0F};
    }

    /// clamp(round_half_even(value / scale + zero point)), as a whole number.
    float code(float value, const GridPoint& point) const
    {
        // Clamping first keeps |x| below 2^22, where adding and subtracting 1.5 * 2^23 rounds half to even; it
        // vectorises.
        constexpr float kRound = 12582912.0F;
        float x = value / point.scale + point.zeroPoint;
        x = x < qmin ? qmin : x;
        x = x > qmax ? qmax : x;
        return (x + kRound) - kRound;
    }

    std::int64_t groupSize = 1; ///< columns that share a scale
    std::int64_t groups = 1;
    std::int64_t rowStride = 0; ///< scales from one row to the next, 0 with one scale for all
    float qmin = 0.0F;
    float qmax = 0.0F;
    const float* scale = nullptr;
    const float* zeroPoint = nullptr; ///< null if symmetric

private:
    at::Tensor m_scale;
    at::Tensor m_zeroPoint;
};

} // namespace espalier::compress
