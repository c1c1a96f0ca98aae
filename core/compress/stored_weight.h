#pragma once

#include "core/compress/model_view.h"
#include "core/compress/quantization/weight_quantizer.h"

namespace espalier::compress {

/// Figures and the next layer's inputs come from weights as they are on disk, so that a model that is loaded again
/// computes the same: scales are rounded to the stored type before codes are chosen, dense weights afterwards.

/// chooseGrid() with its scales rounded to the type that they are stored in.
QuantizationGrid gridAsStored(const at::Tensor& weight, const formats::QuantizationArgs& args, formats::DType dtype);

/// Rounds float32 values to a floating-point storage type and back; F32 returns the tensor itself. Zeros stay zeros.
at::Tensor roundedToStored(const at::Tensor& values, formats::DType dtype);

/// Share of exact zeros.
double zeroShare(const at::Tensor& weight);

} // namespace espalier::compress
