#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"

namespace espalier::compress {

struct OsscarOptions
{
    std::int64_t groupSize = 1;      ///< consecutive inputs that go together (the columns of a head); divides all
    std::int64_t removed = 0;        ///< groups to remove
    double dampening = 0.01;         ///< share of mean(diag H) that is added to the diagonal
    std::int64_t updateChannels = 1; ///< groups removed between two rankings; more is faster and less exact
    bool localSearch = true;         ///< exchanges afterwards, until none of all pairs helps
};

struct OsscarResult
{
    std::vector<std::int64_t> greedyOrder; ///< groups as greedy removal took them
    std::vector<double> path;              ///< objective after each greedy removal
    std::vector<std::int64_t> removed;     ///< groups in the end, ascending
    std::vector<std::int64_t> kept;        ///< inputs in the end, ascending
    std::int64_t exchanges = 0;            ///< of the local search
    double objective = 0.0;                ///< 1/2 tr((W-V) H_damped (W-V)^T) of `weight`
    double dampening = 0.0;                ///< the share that was needed, >= the one asked for
    at::Tensor weight;                     ///< [out, in] float32: columns of removed inputs 0, the others refitted
};

/// OSSCAR (Meng et al. 2024, arXiv:2403.12983): removes whole inputs of a matrix so that its output changes least.
/// Greedy: score of input j = 1/2 sum_c W_cj^2 / P_jj with P = H_damped^-1 (the inverse itself, not its factor); after
/// each removal W -= W_j P_j / P_jj and P -= P_j P_j^T / P_jj, which leaves the exact least squares fit on the inputs
/// that stay. Local search: the best of all exchanges (one comes back, another goes) while it lowers the objective,
/// where the published search stops at the first channel that fails. Both work on P and W^T W alone, in float64: a
/// removal costs O(removed * in), an exchange likewise.
/// @param target [out, in] float32, the matrix whose output is to be kept (of a mixed target: its corrected matrix)
/// @param hessian [in, in] float32, undamped
/// @throws std::invalid_argument on shapes that do not fit, or if nothing factors; Cancelled
OsscarResult osscar(const at::Tensor& target, const at::Tensor& hessian, const OsscarOptions& options,
                    const CancelToken& cancel = {});

} // namespace espalier::compress
