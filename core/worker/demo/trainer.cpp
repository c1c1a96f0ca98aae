#include "core/worker/demo/trainer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>

#include "core/nn/learning_rate.h"

namespace espalier::worker::demo {
namespace {

using model::Role;

constexpr double kLastShare = 0.05; ///< of the highest learning rate, at the end

/// Normal deviate by Box and Muller from our own generator, so that every LibTorch begins with the same weights.
double normal(Random& random)
{
    constexpr double kScale = 1.0 / 9007199254740992.0; // 2^-53
    const double u = (double(random.next() >> 11) + 0.5) * kScale;
    const double v = double(random.next() >> 11) * kScale;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

} // namespace

Trainer::Trainer(const model::ModelSpec& spec, std::vector<text::TokenId> stream, const TrainingOptions& options)
    : m_spec(spec), m_stream(std::move(stream)), m_options(options), m_random(options.seed)
{
    const std::int64_t longest = std::max(options.windowTokens, options.lateWindowTokens);
    if (std::int64_t(m_stream.size()) <= longest)
        throw std::invalid_argument("training text: got " + std::to_string(m_stream.size()) +
                                    " tokens, expected more than " + std::to_string(longest));
    m_rotary = nn::rotaryTable(spec.rope, longest);
    drawWeights();
    nn::AdamWOptions adam;
    adam.weightDecay = options.weightDecay;
    adam.gradientNorm = options.gradientNorm;
    m_optimizer.emplace(m_parameters, adam);
}

at::Tensor Trainer::parameter(std::vector<std::int64_t> shape, double deviation, double mean)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    float* values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = float(mean + (deviation > 0.0 ? deviation * normal(m_random) : 0.0));
    tensor.set_requires_grad(true);
    m_parameters.push_back(tensor);
    return tensor;
}

void Trainer::drawWeights()
{
    const std::int64_t hidden = m_spec.hiddenSize;
    m_ends.embedding = parameter({m_spec.vocabularySize, hidden}, 0.02);
    m_ends.head.weight = m_ends.embedding;
    m_ends.finalNorm = parameter({hidden}, 0.0, 1.0);
    // What is added to the residual stream begins small, as in GPT-2: the sum over layers keeps its size.
    const double residual = 1.0 / std::sqrt(2.0 * double(m_spec.layers.size()));
    for (const model::LayerSpec& layer : m_spec.layers) {
        nn::Block block;
        block.spec = &layer;
        for (const model::LinearSpec& linear : layer.linears) {
            const bool writes = linear.role == Role::AttentionOutput || linear.role == Role::Down;
            const double deviation = 0.7 / std::sqrt(double(linear.inFeatures)) * (writes ? residual : 1.0);
            block.linear(linear.role).weight = parameter({linear.outFeatures, linear.inFeatures}, deviation);
        }
        block.inputNorm = parameter({hidden}, 0.0, 1.0);
        block.postAttentionNorm = parameter({hidden}, 0.0, 1.0);
        m_blocks.push_back(std::move(block));
    }
}

double Trainer::learningRate() const
{
    return nn::LearningRate{m_options.learningRate, nn::RateSchedule::Cosine, m_options.steps, m_options.warmupSteps,
                            kLastShare}
        .at(m_done);
}

at::Tensor Trainer::drawWindows(std::int64_t windowTokens)
{
    const std::int64_t rows = std::max<std::int64_t>(1, m_options.batchTokens / windowTokens);
    at::Tensor ids = at::empty({rows, windowTokens + 1}, at::kLong);
    auto* target = ids.data_ptr<std::int64_t>();
    for (std::int64_t row = 0; row < rows; ++row) {
        const std::size_t begin = m_random.below(m_stream.size() - std::size_t(windowTokens));
        target = std::copy_n(m_stream.begin() + std::ptrdiff_t(begin), windowTokens + 1, target);
    }
    return ids;
}

Trainer::Step Trainer::step()
{
    const bool late = double(m_done) >= (1.0 - m_options.lateShare) * double(m_options.steps);
    const std::int64_t windowTokens = late ? m_options.lateWindowTokens : m_options.windowTokens;
    const at::Tensor ids = drawWindows(windowTokens);
    at::Tensor hidden = nn::embed(m_ends, ids.narrow(1, 0, windowTokens));
    for (const nn::Block& block : m_blocks)
        hidden = nn::forward(m_spec, block, hidden, m_rotary);
    const at::Tensor logits = nn::logits(m_spec, m_ends, hidden).flatten(0, 1);
    const at::Tensor loss = at::cross_entropy_loss(logits, ids.narrow(1, 1, windowTokens).reshape({-1}));
    loss.backward();
    const Step result{loss.item<double>(), learningRate()};
    m_optimizer->step(result.learningRate);
    ++m_done;
    return result;
}

} // namespace espalier::worker::demo
