#pragma once

#include "core/compress/training/trained_weight.h"
#include "core/formats/dtype.h"
#include "core/formats/quantization.h"

namespace espalier::compress {

/// A matrix that forward passes see rounded to its scheme while the optimiser changes its unrounded values: gradients
/// pass the rounding unchanged (straight-through; Bengio et al. 2013, arXiv:1308.3432). The grid is chosen anew after
/// each step, by the rule that the weights are stored with.
class RoundedWeight : public TrainedWeight
{
public:
    /// @param dtype that scales are stored in
    RoundedWeight(const at::Tensor& weight, const formats::QuantizationArgs& args, formats::DType dtype,
                  bool keepZeros);

    std::vector<at::Tensor> parameters() const override { return {m_latent}; }
    at::Tensor result() const override { return m_latent.detach(); }
    void takeGradient() override;
    void refresh() override;

private:
    formats::QuantizationArgs m_args;
    formats::DType m_dtype;
    at::Tensor m_latent;
    at::Tensor m_kept; ///< bool; undefined if zeros may change
};

} // namespace espalier::compress
