#include "core/compress/training/rounded_weight.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "core/compress/quantization/weight_quantizer.h"
#include "core/compress/stored_weight.h"

namespace espalier::compress {

RoundedWeight::RoundedWeight(const at::Tensor& weight, const formats::QuantizationArgs& args, formats::DType dtype,
                             bool keepZeros)
    : TrainedWeight(weight), m_args(args), m_dtype(dtype), m_latent(m_weight.detach().clone().set_requires_grad(true)),
      m_kept(keepZeros ? m_latent.detach().ne(0.0) : at::Tensor())
{
    refresh();
}

void RoundedWeight::takeGradient()
{
    if (!m_weight.grad().defined())
        return;
    m_latent.mutable_grad() = m_kept.defined() ? m_weight.grad() * m_kept : m_weight.grad().clone();
    m_weight.mutable_grad().reset();
}

void RoundedWeight::refresh()
{
    const at::NoGradGuard noGrad;
    if (m_kept.defined())
        m_latent.mul_(m_kept);
    const at::Tensor latent = m_latent.detach();
    m_weight.copy_(dequantize(roundToNearest(latent, gridAsStored(latent, m_args, m_dtype))));
}

} // namespace espalier::compress
