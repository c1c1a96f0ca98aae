#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

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

/// Loss of pruning one layer alone to a sparsity s, as a * exp(b * s) with b > 0.
struct LossCurve
{
    double logScale = 0.0; ///< log a
    double growth = 1.0;   ///< b
};

/// Least squares through the logarithms; losses below 1e-12 count as that. A curve that would not rise gets a growth
/// of 1e-3. @param sparsities at least 2, different  @throws std::invalid_argument otherwise
LossCurve fitLossCurve(const std::vector<double>& sparsities, const std::vector<double>& losses);

/// The sparsities within `spread` of the common one (and 0..1) that make the sum of all losses least while their mean
/// (weighted by parameters) is `sparsity`: where no bound holds, every weight pruned costs the same.
std::vector<double> sparsitiesOfLeastLoss(const std::vector<LossCurve>& curves, const std::vector<double>& parameters,
                                          double sparsity, double spread);

} // namespace espalier::compress
