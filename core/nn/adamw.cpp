#include "core/nn/adamw.h"

#include <cmath>
#include <stdexcept>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

namespace espalier::nn {
namespace {

/// One step's numbers.
struct Rates
{
    float firstDecay;
    float secondDecay;
    float rate; ///< learning rate with the first moment's bias correction
    float secondCorrection;
    float epsilon;
    float clip;
};

double gradientNorm(const std::vector<at::Tensor>& parameters)
{
    double squares = 0.0;
    for (const at::Tensor& parameter : parameters)
        if (parameter.grad().defined())
            squares += std::pow(parameter.grad().norm().item<double>(), 2.0);
    return std::sqrt(squares);
}

void updateInOnePass(const at::Tensor& parameter, const at::Tensor& gradient, const at::Tensor& mean,
                     const at::Tensor& square, const Rates& rates, float keep)
{
    float* w = parameter.data_ptr<float>();
    float* m = mean.data_ptr<float>();
    float* v = square.data_ptr<float>();
    const float* g = gradient.data_ptr<float>();
    at::parallel_for(0, parameter.numel(), 16384, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const float slope = rates.clip * g[i];
            m[i] = rates.firstDecay * m[i] + (1.0F - rates.firstDecay) * slope;
            v[i] = rates.secondDecay * v[i] + (1.0F - rates.secondDecay) * slope * slope;
            w[i] = keep * w[i] - rates.rate * m[i] / (std::sqrt(rates.secondCorrection * v[i]) + rates.epsilon);
        }
    });
}

/// The same where the tensors do not lie in main memory.
void updateByOperators(at::Tensor& parameter, const at::Tensor& gradient, at::Tensor& mean, at::Tensor& square,
                       const Rates& rates, float keep)
{
    const at::Tensor slope = gradient * rates.clip;
    mean.mul_(rates.firstDecay).add_(slope, 1.0F - rates.firstDecay);
    square.mul_(rates.secondDecay).addcmul_(slope, slope, 1.0F - rates.secondDecay);
    parameter.mul_(keep).addcdiv_(mean, (square * rates.secondCorrection).sqrt_().add_(rates.epsilon), -rates.rate);
}

} // namespace

AdamW::AdamW(std::vector<at::Tensor> parameters, const AdamWOptions& options)
    : m_parameters(std::move(parameters)), m_options(options)
{
    for (const at::Tensor& parameter : m_parameters) {
        m_state.mean.push_back(at::zeros_like(parameter));
        m_state.square.push_back(at::zeros_like(parameter));
    }
}

double AdamW::step(double learningRate)
{
    const at::NoGradGuard noGrad;
    const double steps = double(++m_state.steps);
    const double norm = gradientNorm(m_parameters);
    const bool clips = m_options.gradientNorm > 0.0 && norm > m_options.gradientNorm;
    const Rates rates{float(m_options.firstDecay),
                      float(m_options.secondDecay),
                      float(learningRate / (1.0 - std::pow(m_options.firstDecay, steps))),
                      float(1.0 / (1.0 - std::pow(m_options.secondDecay, steps))),
                      float(m_options.epsilon),
                      float(clips ? m_options.gradientNorm / norm : 1.0)};
    for (std::size_t p = 0; p < m_parameters.size(); ++p) {
        at::Tensor& parameter = m_parameters[p];
        if (!parameter.grad().defined())
            continue;
        const at::Tensor gradient = parameter.grad().contiguous();
        const float keep = float(parameter.dim() > 1 ? 1.0 - learningRate * m_options.weightDecay : 1.0);
        if (parameter.is_cpu())
            updateInOnePass(parameter, gradient, m_state.mean[p], m_state.square[p], rates, keep);
        else
            updateByOperators(parameter, gradient, m_state.mean[p], m_state.square[p], rates, keep);
        parameter.mutable_grad().reset();
    }
    return norm;
}

void AdamW::restore(State state)
{
    const auto fits = [&](const std::vector<at::Tensor>& moments) {
        bool same = moments.size() == m_parameters.size();
        for (std::size_t p = 0; same && p < moments.size(); ++p)
            same = moments[p].sizes() == m_parameters[p].sizes();
        return same;
    };
    if (!fits(state.mean) || !fits(state.square))
        throw std::invalid_argument("AdamW: got " + std::to_string(state.mean.size()) + " and " +
                                    std::to_string(state.square.size()) + " moments, expected " +
                                    std::to_string(m_parameters.size()) + " of the parameters' shapes");
    m_state = std::move(state);
}

} // namespace espalier::nn
