#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// Which places a mask takes: a share of the whole matrix, or all but `kept` of every `group` consecutive inputs.
struct MaskRule
{
    double sparsity = 0.5; ///< share pruned, unstructured; ignored if group > 0
    int kept = 0;
    int group = 0; ///< 0: unstructured; a short last group loses its share, rounded down
};

/// The nearest matrix of a sparsity pattern: drops the smallest values, with exact counts.
class Projection
{
public:
    /// @param preserved bool [out, in]: places that every mask takes, counted towards the sparsity; or undefined
    /// @throws std::invalid_argument on a rule or a mask that does not fit
    Projection(const MaskRule& rule, at::Tensor preserved, at::IntArrayRef sizes);

    /// @param scores [out, in] float32, ranked by |score|; ties: the lower flat index goes first
    /// @param share of the places that the rule takes, the smallest of them: 1 all, less on the way to it
    /// @return bool [out, in], true = pruned
    at::Tensor mask(const at::Tensor& scores, double share = 1.0) const;

private:
    at::Tensor smallest(const at::Tensor& scores, std::int64_t count) const;

    MaskRule m_rule;
    at::Tensor m_preserved;
    std::int64_t m_preservedCount = 0;
    std::int64_t m_values;
};

} // namespace espalier::compress
