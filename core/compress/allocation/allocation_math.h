#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/allocation/sensitivity.h"

namespace espalier::compress {

/// Share of outliers of a decoder layer: scores above `threshold` times the mean of all (OWL, Yin et al. 2023,
/// arXiv:2310.05175, equation 2).
/// @param scores Wanda scores of the layer's matrices, float32
double outlierShare(const std::vector<at::Tensor>& scores, double threshold);

/// Moves all values by one amount and cuts them to 0..1, so that their mean weighted by `weights` is `mean`.
/// @param mean 0..1  @throws std::invalid_argument without positive weights, or with other counts
std::vector<double> shiftedToMean(const std::vector<double>& values, const std::vector<double>& weights, double mean);

/// OWL: layers with more outliers keep more. Outlier shares are stretched to a range of 2 * spread.
/// @param parameters of each layer  @return sparsities with a mean (weighted by parameters) of `sparsity`
std::vector<double> owlSparsities(const std::vector<double>& outlierShares, const std::vector<double>& parameters,
                                  double sparsity, double spread);

/// Loss of pruning one layer to a sparsity s, the others staying as they are, as a * exp(b * s) + constant with b > 0.
struct LossCurve
{
    double logScale = 0.0; ///< log a
    double growth = 1.0;   ///< b
};

/// Curves with the slopes that a trial's neighbours show. Their curvature shows in the sum over all layers only, so
/// that one growth between 2 and 20 serves all; a layer that seems to cost nothing counts with a twentieth of the mean
/// slope. @param trial with neighbours  @return empty if pruning less would not lower the loss
std::vector<LossCurve> lossCurves(const Trial& trial);

/// The sparsities within `spread` of the common one (and 0..1) that make the sum of all losses least while their mean
/// (weighted by parameters) is `sparsity`: where no bound holds, every weight pruned costs the same.
std::vector<double> sparsitiesOfLeastLoss(const std::vector<LossCurve>& curves, const std::vector<double>& parameters,
                                          double sparsity, double spread);

} // namespace espalier::compress
