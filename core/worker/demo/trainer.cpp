#include "core/worker/demo/trainer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>

namespace espalier::worker::demo {
namespace {

using model::Role;

constexpr double kFirstDecay = 0.9;
constexpr double kSecondDecay = 0.95;
constexpr double kTiny = 1e-8;
constexpr double kLastShare = 0.05; ///< of the highest learning rate, at the end

/// Normal deviate by Box and Muller from our own generator, so that every LibTorch begins with the same weights.
double normal(Random& random)
{
    constexpr double kScale = 1.0 / 9007199254740992.0; // 2^-53
    const double u = (double(random.next() >> 11) + 0.5) * kScale;
    const double v = double(random.next() >> 11) * kScale;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

double clipFactor(const std::vector<at::Tensor>& parameters, double limit)
{
    double squares = 0.0;
    for (const at::Tensor& parameter : parameters)
        if (parameter.grad().defined())
            squares += std::pow(parameter.grad().norm().item<double>(), 2.0);
    const double norm = std::sqrt(squares);
    return norm > limit ? limit / norm : 1.0;
}

} // namespace

AdamW::AdamW(std::vector<at::Tensor> parameters) : m_parameters(std::move(parameters))
{
    for (const at::Tensor& parameter : m_parameters) {
        m_mean.push_back(at::zeros_like(parameter));
        m_square.push_back(at::zeros_like(parameter));
    }
}

void AdamW::step(double learningRate, double weightDecay, double gradientNorm)
{
    const at::NoGradGuard noGrad;
    ++m_steps;
    const float clip = float(clipFactor(m_parameters, gradientNorm));
    const float firstCorrection = float(1.0 / (1.0 - std::pow(kFirstDecay, double(m_steps))));
    const float secondCorrection = float(1.0 / (1.0 - std::pow(kSecondDecay, double(m_steps))));
    for (std::size_t p = 0; p < m_parameters.size(); ++p) {
        at::Tensor& parameter = m_parameters[p];
        if (!parameter.grad().defined())
            continue;
        const at::Tensor gradient = parameter.grad().contiguous();
        const float keep = float(parameter.dim() > 1 ? 1.0 - learningRate * weightDecay : 1.0);
        float* w = parameter.data_ptr<float>();
        float* m = m_mean[p].data_ptr<float>();
        float* v = m_square[p].data_ptr<float>();
        const float* g = gradient.data_ptr<float>();
        at::parallel_for(0, parameter.numel(), 16384, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) {
                const float slope = clip * g[i];
                m[i] = float(kFirstDecay) * m[i] + float(1.0 - kFirstDecay) * slope;
                v[i] = float(kSecondDecay) * v[i] + float(1.0 - kSecondDecay) * slope * slope;
                w[i] = keep * w[i] - float(learningRate) * firstCorrection * m[i] /
                                         (std::sqrt(secondCorrection * v[i]) + float(kTiny));
            }
        });
        parameter.mutable_grad().reset();
    }
}

Trainer::Trainer(const model::ModelSpec& spec, std::vector<text::TokenId> stream, const TrainingOptions& options)
    : m_spec(spec), m_stream(std::move(stream)), m_options(options), m_random(options.seed)
{
    const std::int64_t longest = std::max(options.windowTokens, options.lateWindowTokens);
    if (std::int64_t(m_stream.size()) <= longest)
        throw std::invalid_argument("training text: got " + std::to_string(m_stream.size()) +
                                    " tokens, expected more than " + std::to_string(longest));
    m_rotary = nn::rotaryTable(spec.rope, longest);
    drawWeights();
    m_optimizer.emplace(m_parameters);
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
    if (m_done < m_options.warmupSteps)
        return m_options.learningRate * double(m_done + 1) / double(m_options.warmupSteps);
    const double progress = double(m_done - m_options.warmupSteps) /
                            double(std::max<std::int64_t>(1, m_options.steps - m_options.warmupSteps));
    const double cosine = 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(1.0, progress)));
    return m_options.learningRate * (kLastShare + (1.0 - kLastShare) * cosine);
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
    m_optimizer->step(result.learningRate, m_options.weightDecay, m_options.gradientNorm);
    ++m_done;
    return result;
}

} // namespace espalier::worker::demo
