#pragma once

#include <cstdint>
#include <span>

#include "core/base/thread_pool.h"
#include "core/text/tokenizer.h"

namespace espalier::eval {

/// Sum over rows of -log softmax(logits[row])[targets[row]], nats; computed in double.
/// @param logits [rows, vocabulary] @param targets [rows], each below vocabulary
double lossSum(std::span<const float> logits, std::span<const text::TokenId> targets, ThreadPool& pool);

/// KL(baseline || model) of one prediction, nats. @param baseline, model logits, both [vocabulary]
double divergenceOfRow(std::span<const float> baseline, std::span<const float> model);

/// Two models' predictions of the same tokens side by side.
struct Divergence
{
    double klSum = 0.0;       ///< KL(baseline || model), nats, over all predictions
    std::int64_t sameTop = 0; ///< predictions with the same most likely token (of equals the first)
};
/// @param baseline, model logits, both [rows, vocabulary]
Divergence divergence(std::span<const float> baseline, std::span<const float> model, std::size_t rows,
                      ThreadPool& pool);

} // namespace espalier::eval
