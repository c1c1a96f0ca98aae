#include "core/compress/lora/low_rank_weight.h"

#include <algorithm>
#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include "core/base/random.h"

namespace espalier::compress {

LowRankWeight::LowRankWeight(const at::Tensor& weight, std::int64_t rank, double alpha, bool keepZeros,
                             std::uint64_t seed)
    : TrainedWeight(weight), m_base(m_weight.detach().clone()), m_kept(keepZeros ? m_base.ne(0.0) : at::Tensor()),
      m_scale(alpha / double(rank))
{
    const std::int64_t width = std::min({rank, weight.size(0), weight.size(1)});
    m_a = at::empty({width, weight.size(1)}, at::kFloat);
    m_b = at::zeros({weight.size(0), width}, at::kFloat);
    Random random(seed);
    // Uniform with the variance 1 / (3 in) of the published initialisation.
    const double bound = 1.0 / std::sqrt(double(weight.size(1)));
    for (std::int64_t i = 0; i < m_a.numel(); ++i)
        m_a.data_ptr<float>()[i] = float(bound * (2.0 * double(random.next() >> 11) * 0x1p-53 - 1.0));
    m_a.set_requires_grad(true);
    m_b.set_requires_grad(true);
}

void LowRankWeight::takeGradient()
{
    if (!m_weight.grad().defined())
        return;
    at::Tensor gradient = m_weight.grad() * m_scale;
    if (m_kept.defined())
        gradient.mul_(m_kept);
    m_a.mutable_grad() = at::mm(m_b.detach().t(), gradient);
    m_b.mutable_grad() = at::mm(gradient, m_a.detach().t());
    m_weight.mutable_grad().reset();
}

void LowRankWeight::refresh()
{
    const at::NoGradGuard noGrad;
    at::Tensor product = at::mm(m_b, m_a).mul_(m_scale);
    if (m_kept.defined())
        product.mul_(m_kept);
    m_weight.copy_(product.add_(m_base));
}

} // namespace espalier::compress
