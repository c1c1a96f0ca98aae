#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/quantization/integer_grid.h"
#include "core/formats/dtype.h"

namespace espalier::compress {

/// The interval that a scale covers; it always contains 0.
struct ValueRange
{
    float min = 0.0F;
    float max = 0.0F;

    void add(const float* values, std::int64_t count);
    ValueRange scaled(float factor) const { return {min * factor, max * factor}; }
};

/// The range of the weights of each scale, in the order of the grid.
std::vector<ValueRange> weightRanges(const at::Tensor& weight, const GridShape& shape);

/// By which factors ranges are tried, and how errors count: sum of importance * |w - quantized w|^norm.
struct RangeSearch
{
    std::vector<float> factors; ///< the first of the best wins
    double norm = 2.0;
    at::Tensor importance;                       ///< [in] float32, or undefined: all inputs alike
    formats::DType stored = formats::DType::F32; ///< of the scales: codes are chosen under rounded ones

    /// compressed-tensors' `mse` observer: 100 steps, of which the first 20 shrink the range to 81 %; norm 2.4.
    static RangeSearch meanSquares();
    /// Before a sweep: each group's scale by diag(H)-weighted squares, factors 0.50 .. 1.05 (step (i) of the two-stage
    /// grid, arXiv:2602.02126, with the Hessian's diagonal in place of its block).
    static RangeSearch byDiagonal(const at::Tensor& diagonal, formats::DType stored);
};

/// For each scale the scaled range with the smallest error.
std::vector<ValueRange> searchRanges(const at::Tensor& weight, const formats::QuantizationArgs& args,
                                     const RangeSearch& search);

/// One scale for `values` (a contiguous float32 vector, maybe a sample of those that `range` was taken from).
ValueRange searchRange(const at::Tensor& values, const ValueRange& range, const formats::QuantizationArgs& args,
                       const RangeSearch& search);

/// Scales and zero points of these ranges.
QuantizationGrid gridOfRanges(const std::vector<ValueRange>& ranges, const formats::QuantizationArgs& args,
                              const GridShape& shape);

} // namespace espalier::compress
