#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/random.h"
#include "core/model/model_spec.h"
#include "core/nn/adamw.h"
#include "core/nn/gradient_pass.h"
#include "core/text/tokenizer.h"

namespace espalier::worker::demo {

struct TrainingOptions
{
    std::int64_t steps = 3000;
    std::int64_t batchTokens = 2048;
    std::int64_t windowTokens = 256;
    std::int64_t lateWindowTokens = 512; ///< of the last steps, so that the model knows its whole context
    double lateShare = 0.1;              ///< of the steps
    double learningRate = 3e-3;          ///< highest; linear warm-up, then a cosine to a twentieth
    std::int64_t warmupSteps = 40;
    double weightDecay = 0.1; ///< of matrices alone
    double gradientNorm = 1.0;
    std::uint64_t seed = 0;
};

/// Next-token training of a small model with tied embeddings from random weights, float32.
class Trainer
{
public:
    /// @param spec must outlive the trainer @param stream training text, at least one late window long
    Trainer(const model::ModelSpec& spec, std::vector<text::TokenId> stream, const TrainingOptions& options);

    struct Step
    {
        double loss = 0.0; ///< nats per token, before the step
        double learningRate = 0.0;
    };
    /// The next of options.steps steps.
    Step step();
    std::int64_t stepsDone() const { return m_done; }

    const nn::Ends& ends() const { return m_model.ends; }
    const std::vector<nn::Block>& blocks() const { return m_model.blocks; }

private:
    at::Tensor drawWindows(std::int64_t windowTokens);
    void drawWeights();
    double learningRate() const;

    const model::ModelSpec& m_spec;
    std::vector<text::TokenId> m_stream;
    TrainingOptions m_options;
    Random m_random;
    nn::RotaryTable m_rotary;
    nn::LanguageModel m_model;
    std::vector<at::Tensor> m_parameters;
    std::optional<nn::AdamW> m_optimizer;
    std::int64_t m_done = 0;
};

} // namespace espalier::worker::demo
