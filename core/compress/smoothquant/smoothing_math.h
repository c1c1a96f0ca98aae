#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// Least and greatest value of each input channel over all calibration tokens, [in] float32 each.
struct ChannelExtremes
{
    at::Tensor least;
    at::Tensor greatest;
};

enum class SmoothingFormula {
    Paper,        ///< s = max|x|^a / max|w|^(1-a) (Xiao et al. 2022, arXiv:2211.10438, equation 4)
    LlmCompressor ///< s = (max x - min x)^a / (2 max|w|)^(1-a), as SparseML and llm-compressor compute
};

/// Largest |w| of each input channel over all matrices that read it.
/// @param weights [out_i, in] float32, at least one  @return [in]
/// @throws std::invalid_argument if the `in` sizes differ
at::Tensor largestWeights(const std::vector<at::Tensor>& weights);

/// What the inputs are divided by and the weights' columns multiplied with; at least 1e-5. A channel whose weights are
/// all zero takes the activation's statistic itself, as the references do.
/// @param largest [in], see largestWeights()  @param strength a, 0..1: how much of the difficulty moves to the weights
/// @return [in] float32  @throws std::invalid_argument on shapes that do not fit or a strength outside 0..1
at::Tensor smoothingScales(const ChannelExtremes& inputs, const at::Tensor& largest, double strength,
                           SmoothingFormula formula);

/// Logarithmic equalization (Li et al. 2023, FPTQ, arXiv:2308.15987): s = max|x| / log2(2 + max|x|), at least 1e-5.
at::Tensor logarithmicScales(const ChannelExtremes& inputs);

} // namespace espalier::compress
