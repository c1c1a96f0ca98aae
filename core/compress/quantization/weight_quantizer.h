#pragma once

#include <ATen/core/Tensor.h>

#include "core/formats/quantization.h"

namespace espalier::compress {

/// Scales and zero points of one weight matrix. Shapes: tensor [1], channel [out, 1], group [out, ceil(in / g)], block
/// [ceil(out / rows), ceil(in / columns)].
struct QuantizationGrid
{
    formats::QuantizationArgs args;
    at::Tensor scale;     ///< float32
    at::Tensor zeroPoint; ///< int8; undefined if symmetric
};

/// compressed-tensors' rule: range widened to contain 0; symmetric scale = max|w| / ((2^b - 1) / 2); asymmetric scale =
/// (max - min) / (2^b - 1), zero point = round(clamp(qmin - min / scale)); float8 (E4M3) scale = max|w| / 448; scale at
/// least 2^-23. Float32 arithmetic throughout, so that codes equal other programs'.
/// @param weight [out, in] float32; a short last group or block has its own scale
/// @param args integers of 2 to 8 bits or float8, by tensor, channel, group or block; the observer "mse" searches the
/// range as searchRanges() does
/// @throws std::invalid_argument on other arguments, NaN or infinity
QuantizationGrid chooseGrid(const at::Tensor& weight, const formats::QuantizationArgs& args);

struct QuantizedWeight
{
    QuantizationGrid grid;
    at::Tensor codes; ///< int8 [out, in], in [qmin, qmax]; of float8 its bytes as uint8
};

/// q = clamp(round_half_even(w / scale + zeroPoint)), or w / scale as float8.
QuantizedWeight roundToNearest(const at::Tensor& weight, const QuantizationGrid& grid);
/// (q - zeroPoint) * scale, float32 [out, in].
at::Tensor dequantize(const QuantizedWeight& weight);

} // namespace espalier::compress
