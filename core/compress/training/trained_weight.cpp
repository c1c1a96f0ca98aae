#include "core/compress/training/trained_weight.h"

#include <sstream>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

namespace espalier::compress {

TrainedWeight::TrainedWeight(const at::Tensor& weight)
    : m_weight(weight.detach().to(at::kFloat).clone(at::MemoryFormat::Contiguous).set_requires_grad(true))
{
}

MaskedWeight::MaskedWeight(const at::Tensor& weight) : TrainedWeight(weight), m_kept(m_weight.detach().ne(0.0)) {}

void MaskedWeight::takeGradient()
{
    if (m_weight.grad().defined())
        m_weight.mutable_grad().mul_(m_kept);
}

void MaskedWeight::refresh()
{
    const at::NoGradGuard noGrad;
    m_weight.mul_(m_kept);
}

void MaskedWeight::setMask(const at::Tensor& kept)
{
    if (kept.sizes() != m_weight.sizes()) {
        std::ostringstream message;
        message << "mask: got " << kept.sizes() << ", expected " << m_weight.sizes();
        throw std::invalid_argument(message.str());
    }
    m_kept = kept;
    refresh();
}

std::unique_ptr<TrainedWeight> trainedMatrix(const at::Tensor& weight, bool keepZeros)
{
    if (keepZeros && weight.eq(0.0).any().item<bool>())
        return std::make_unique<MaskedWeight>(weight);
    return std::make_unique<PlainWeight>(weight);
}

TrainedWeight& TrainedWeights::add(std::unique_ptr<TrainedWeight> weight)
{
    return *m_weights.emplace_back(std::move(weight));
}

void TrainedWeights::start(const nn::AdamWOptions& options)
{
    m_optimizer = std::make_unique<nn::AdamW>(parameters(), options);
}

double TrainedWeights::step(double learningRate)
{
    {
        const at::NoGradGuard noGrad;
        for (const auto& weight : m_weights)
            weight->takeGradient();
    }
    const double norm = m_optimizer->step(learningRate);
    for (const auto& weight : m_weights)
        weight->refresh();
    return norm;
}

std::vector<at::Tensor> TrainedWeights::parameters() const
{
    std::vector<at::Tensor> all;
    for (const auto& weight : m_weights)
        for (at::Tensor& parameter : weight->parameters())
            all.push_back(std::move(parameter));
    return all;
}

std::vector<at::Tensor> TrainedWeights::snapshot() const
{
    std::vector<at::Tensor> copies = parameters();
    for (at::Tensor& copy : copies)
        copy = copy.detach().clone();
    return copies;
}

void TrainedWeights::restore(const std::vector<at::Tensor>& snapshot)
{
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> all = parameters();
    if (all.size() != snapshot.size())
        throw std::invalid_argument("trained weights: got " + std::to_string(snapshot.size()) +
                                    " tensors to put back, expected " + std::to_string(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i].copy_(snapshot[i]);
    for (const auto& weight : m_weights)
        weight->refresh();
}

} // namespace espalier::compress
