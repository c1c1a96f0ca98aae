#include "core/worker/demo/trainer.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>

#include "core/base/learning_rate.h"
#include "core/nn/random_model.h"

namespace espalier::worker::demo {
namespace {

constexpr double kLastShare = 0.05; ///< of the highest learning rate, at the end

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

void Trainer::drawWeights()
{
    m_model = nn::randomModel(m_spec, m_random);
    const auto train = [this](const at::Tensor& tensor) { m_parameters.push_back(tensor.set_requires_grad(true)); };
    train(m_model.ends.embedding);
    train(m_model.ends.finalNorm.weight);
    for (const nn::Block& block : m_model.blocks) {
        for (const model::LinearSpec& linear : block.spec->linears)
            train(block.linear(linear.role).weight);
        train(block.inputNorm.weight);
        train(block.postAttentionNorm.weight);
    }
}

double Trainer::learningRate() const
{
    return LearningRate{m_options.learningRate, RateSchedule::Cosine, m_options.steps, m_options.warmupSteps,
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
    const at::Tensor targets = ids.narrow(1, 1, windowTokens).reshape({-1});
    nn::Losses losses;
    losses.logits = [&targets](const at::Tensor& logits, std::int64_t first) {
        const at::Tensor sum =
            at::cross_entropy_loss(logits, targets.narrow(0, first, logits.size(0)), {}, at::Reduction::Sum);
        return sum / double(targets.size(0));
    };
    const double loss = nn::gradientPass(m_spec, m_model, m_rotary, ids.narrow(1, 0, windowTokens), losses, false);
    const Step result{loss, learningRate()};
    m_optimizer->step(result.learningRate);
    ++m_done;
    return result;
}

} // namespace espalier::worker::demo
