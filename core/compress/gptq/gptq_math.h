#pragma once

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/compress/hessian.h"
#include "core/compress/quantization/weight_quantizer.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"
#include "core/formats/dtype.h"

namespace espalier::compress {

/// GPTQ (Frantar et al. 2023, arXiv:2210.17323): rounds a weight to a grid column by column and moves each column's
/// error to those that follow, U of the damped inverse Hessian being `factor`. Groups are static: their scales are
/// given, and with act-order (factor.order) each input keeps the group that it stands in, so that no index is stored.
/// @param weight [out, in] float32: what the output is to come near (the weight itself, or LayerScope::target())
/// @param pattern [out, in]: where it is zero the result is exactly zero; all zeros of a sparse weight are kept
/// @param grid integers of 2 to 8 bits by tensor, channel or group
/// @throws std::invalid_argument on shapes that do not fit; Cancelled
SweepResult gptqSweep(const at::Tensor& weight, const at::Tensor& pattern, const HessianFactor& factor,
                      const QuantizationGrid& grid, KeptZeros keptZeros = KeptZeros::Undo,
                      const CancelToken& cancel = {});

/// Better scales for codes that stay as they are: minimizes tr((W - V) H (W - V)^T), V = (codes - zero points) * scale,
/// over one scale after the other, `cycles` times. The minimum over the scale of group g of one row, with c its codes
/// less the zero point, lies c^T [H (W - V)]_g / (c^T H_gg c) from where it is (a scale of several rows: sums over
/// them). After the two-stage grid of arXiv:2602.02126; the derivation is our own. No step raises the error, rounding
/// the scales to the stored type included; each cycle costs 2 in^2 out operations.
/// @param weight [out, in] float32, what the output is to come near
/// @param hessian [in, in] float32, symmetric; damp it as the sweep did
/// @param stored type of the scales
/// @throws std::invalid_argument on shapes that do not fit; Cancelled
QuantizedWeight descendScales(const at::Tensor& weight, QuantizedWeight quantized, const at::Tensor& hessian,
                              int cycles, formats::DType stored, const CancelToken& cancel = {});

} // namespace espalier::compress
