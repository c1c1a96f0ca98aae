#pragma once

#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/compress/awq/schema.h"
#include "core/formats/quantization.h"

namespace espalier::compress {

/// Activation-aware weight quantization (Lin et al. 2023, arXiv:2306.00978, section 3.2): input channels with large
/// activations are scaled up before their weights are rounded. The scale x^r, or x^r / w^(1-r) with "duo" scaling, is
/// searched over r.

struct AwqCandidate
{
    double ratio = 0.0;
    bool duo = false;
};

/// @param points at least 4  @throws std::invalid_argument with fewer
std::vector<AwqCandidate> awqGrid(DuoScaling duo, int points);

/// How much of the range of its quantization group a weight takes: the mean over all rows of all matrices of
/// |w| / (largest |w| of its group + 1e-6). A group is one of args.groupSize inputs, else a row, else the matrix.
/// @param weights [out_i, in] float32  @param args one for each matrix  @return [in] float32
at::Tensor awqWeightImportance(const std::vector<at::Tensor>& weights,
                               const std::vector<formats::QuantizationArgs>& args);

/// The candidate's scales, divided by the root of largest times smallest.
/// @param inputMean [in], mean |x| over the calibration tokens  @param weightImportance [in], see
/// awqWeightImportance()
/// @return [in] float32, finite and above 0
at::Tensor awqScales(const at::Tensor& inputMean, const at::Tensor& weightImportance, const AwqCandidate& candidate);

struct AwqChoice
{
    AwqCandidate candidate;
    at::Tensor scales;          ///< [in]
    std::vector<double> losses; ///< by candidate
    std::size_t best = 0;
};

/// Mean squared error of the parent module's output with these scales.
using AwqLoss = std::function<double(const at::Tensor& scales)>;

/// Tries every candidate; the first of the smallest losses wins. Losses that are not finite never win.
/// @throws Cancelled; std::invalid_argument if no loss is finite
AwqChoice awqSearch(const at::Tensor& inputMean, const at::Tensor& weightImportance,
                    const std::vector<AwqCandidate>& grid, const AwqLoss& loss, const CancelToken& cancel = {});

} // namespace espalier::compress
