#pragma once

#include "core/base/random.h"
#include "core/nn/gradient_pass.h"

namespace espalier::nn {

/// Weights to begin a training from nothing with: normal deviates, in embedding and head of 0.02, in matrices of
/// 0.7 / sqrt(in), those that write to the residual stream smaller by sqrt(2 layers) as in GPT-2; biases zero.
/// Every LibTorch draws the same numbers.
/// @param spec outlives the result; no routed experts
LanguageModel randomModel(const model::ModelSpec& spec, Random& random);

} // namespace espalier::nn
