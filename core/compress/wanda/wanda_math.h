#pragma once

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// Wanda importance |W_ij| * ||x_j|| (Sun et al. 2023, arXiv:2306.11695, equation 1).
/// @param weight      [out, in] float32
/// @param inputEnergy [in] float32, >= 0: sum of x_j^2 over the calibration tokens, or any multiple of it (the diagonal
/// of the Hessian is one); the norm is its root
/// @return [out, in] float32, >= 0
/// @throws std::invalid_argument on shapes that do not fit, NaN or infinity
at::Tensor wandaScore(const at::Tensor& weight, const at::Tensor& inputEnergy);

enum class RowCounts {
    Equal, ///< int(in * sparsity) of each row, as published
    Spread ///< int(out * in * sparsity) of the matrix, so that rows differ by one at most
};

/// Exactly that many weights of each row with the smallest scores. Weights that are zero already go first, so
/// that a mask which is there stays and counts; then ties: the lower column.
/// @return bool [out, in], true = pruned
at::Tensor wandaMask(const at::Tensor& weight, const at::Tensor& inputEnergy, double sparsity,
                     RowCounts counts = RowCounts::Equal);

/// `kept` of every `group` consecutive inputs stay, by the same ranking; a short last group of r loses
/// floor(r * (group - kept) / group).
at::Tensor wandaMaskOfGroups(const at::Tensor& weight, const at::Tensor& inputEnergy, int kept, int group);

} // namespace espalier::compress
