#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace espalier::nn {

struct AdamWOptions
{
    double firstDecay = 0.9;
    double secondDecay = 0.95;
    double epsilon = 1e-8;
    double weightDecay = 0.0;  ///< of matrices alone, as a share of the learning rate
    double gradientNorm = 1.0; ///< the gradients' global L2 norm is clipped to it; 0 clips nothing
};

/// AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101) with bias correction over a list of float32 tensors.
class AdamW
{
public:
    AdamW(std::vector<at::Tensor> parameters, const AdamWOptions& options);

    /// One step along the gradients, which are cleared. Parameters without a gradient stay as they are.
    /// @return the gradients' norm before clipping
    double step(double learningRate);

    /// What a later process needs to go on: moments in the order of the parameters.
    struct State
    {
        std::int64_t steps = 0;
        std::vector<at::Tensor> mean;
        std::vector<at::Tensor> square;
    };
    const State& state() const { return m_state; }
    /// @throws std::invalid_argument unless there is a moment of the right shape for each parameter
    void restore(State state);

private:
    std::vector<at::Tensor> m_parameters;
    AdamWOptions m_options;
    State m_state;
};

} // namespace espalier::nn
