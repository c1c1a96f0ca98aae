#pragma once

#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/thread_pool.h"
#include "core/compress/run_context.h"
#include "core/nn/language_model.h"

namespace espalier::compress::sensitivity {

using States = std::vector<at::Tensor>; ///< [windows, tokens, hidden] a batch

/// Means over windows of one length, with their standard errors; those are absent of one window.
struct Mean
{
    double value = 0.0;
    std::optional<double> error;
};
Mean meanOf(const std::vector<double>& ofWindows);

/// What models predict on the windows, compared with the dense model.
class Predictions
{
public:
    /// @param ids [windows, tokens] a batch, windows of one length @param dense states after the dense model's last
    /// layer  @throws Cancelled
    Predictions(const model::Checkpoint& checkpoint, std::vector<at::Tensor> ids, States dense, RunContext& context);

    struct Effect
    {
        Mean kl;           ///< KL(dense || model), nats a token
        Mean lossIncrease; ///< of the mean loss over dense's
        double perplexity = 0.0;
    };
    /// Of each model with these states after its last layer. @throws Cancelled
    std::vector<Effect> effects(const std::vector<States>& models) const;

    double densePerplexity() const;
    Mean denseLoss() const { return meanOf(m_denseLoss); }
    std::int64_t tokens() const { return m_tokens; } ///< predictions of all windows

private:
    struct Sums
    {
        std::vector<double> kl;   ///< mean of each window
        std::vector<double> loss; ///< likewise
    };
    std::vector<Sums> measure(const std::vector<States>& models) const;

    model::Checkpoint m_checkpoint;
    std::vector<at::Tensor> m_ids;
    States m_dense;
    RunContext& m_context;
    std::vector<double> m_denseLoss;
    std::int64_t m_tokens = 0;
    mutable ThreadPool m_pool;
};

} // namespace espalier::compress::sensitivity
