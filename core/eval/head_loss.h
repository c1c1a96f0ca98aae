#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/eval/summary.h"
#include "core/eval/windows.h"
#include "core/nn/language_model.h"

namespace espalier::eval {

/// A window's tokens as [windows, tokens] int64; all windows of one length.
at::Tensor idsOf(const std::vector<Window>& windows, std::size_t begin, std::size_t end);

/// Final norm, head and loss of one window in pieces, so that logits never take more than some 100 MiB.
/// @param hidden [tokens, hidden] after the last layer
WindowLoss headLoss(const model::ModelSpec& spec, const nn::Ends& ends, const at::Tensor& hidden, const Window& window);

/// Two models' predictions of one window side by side.
struct Divergence
{
    double klSum = 0.0;       ///< KL(baseline || model), nats, over all predictions
    std::int64_t sameTop = 0; ///< predictions with the same most likely token
};
struct HeadSide
{
    const model::ModelSpec& spec;
    const nn::Ends& ends;
    at::Tensor hidden; ///< [tokens, hidden]
};
Divergence headDivergence(const HeadSide& baseline, const HeadSide& model, const Window& window);

} // namespace espalier::eval
