#pragma once

#include <cstdint>

#include "core/compress/training/trained_weight.h"

namespace espalier::compress {

/// W + alpha / r * B A with a fixed W: what LoRA (Hu et al. 2021, arXiv:2106.09685, section 4.1) trains are A [r, in]
/// and B [out, r]. The product is left out where zeros are kept, so that it can be merged under the mask.
class LowRankWeight : public TrainedWeight
{
public:
    /// @param rank at most the smaller side of the weight is used
    /// @param seed of A; B begins as zeros
    LowRankWeight(const at::Tensor& weight, std::int64_t rank, double alpha, bool keepZeros, std::uint64_t seed);

    std::vector<at::Tensor> parameters() const override { return {m_a, m_b}; }
    void takeGradient() override;
    void refresh() override;

private:
    at::Tensor m_base;
    at::Tensor m_kept; ///< bool; undefined if zeros may change
    double m_scale = 1.0;
    at::Tensor m_a;
    at::Tensor m_b;
};

} // namespace espalier::compress
