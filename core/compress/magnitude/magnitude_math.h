#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// Exactly int(n * sparsity) smallest |w| of the whole matrix; ties: the lower flat index goes first.
/// @return bool [out, in], true = pruned
at::Tensor magnitudeMask(const at::Tensor& weight, double sparsity);

/// `kept` of every `group` consecutive inputs stay; a short last group of r loses floor(r * (group - kept) / group).
at::Tensor magnitudeMaskOfGroups(const at::Tensor& weight, int kept, int group);

/// One ranking over all matrices in the given order; exact count over their sum.
std::vector<at::Tensor> magnitudeMasksGlobal(const std::vector<at::Tensor>& weights, double sparsity);

} // namespace espalier::compress
