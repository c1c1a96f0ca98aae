#include "core/compress/channel_statistics.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/sum.h>

namespace espalier::compress {

void ChannelStatistics::add(InputGroup group, const at::Tensor& input)
{
    const at::Tensor x = input.reshape({-1, input.size(-1)});
    const at::Tensor squares = x.square().sum(0, false, at::kDouble);
    const at::Tensor magnitudes = x.abs().sum(0, false, at::kDouble);
    const at::Tensor least = x.amin(0);
    const at::Tensor greatest = x.amax(0);
    Group& sums = m_groups[group];
    const bool first = sums.tokens == 0;
    sums.squares = first ? squares : sums.squares + squares;
    sums.magnitudes = first ? magnitudes : sums.magnitudes + magnitudes;
    sums.least = first ? least : at::minimum(sums.least, least);
    sums.greatest = first ? greatest : at::maximum(sums.greatest, greatest);
    sums.tokens += x.size(0);
}

nn::InputTap ChannelStatistics::tap(const model::LayerSpec& layer)
{
    std::map<InputGroup, model::Role> first;
    for (const model::LinearSpec* linear : layer.allLinears())
        first.try_emplace(inputGroup(*linear), linear->role);
    return [this, first = std::move(first)](const model::LinearSpec& linear, const at::Tensor& input) {
        const InputGroup group = inputGroup(linear);
        if (first.at(group) == linear.role)
            add(group, input);
    };
}

at::Tensor ChannelStatistics::energy(InputGroup group) const
{
    return at(group).squares.to(at::kFloat);
}

at::Tensor ChannelStatistics::meanMagnitude(InputGroup group) const
{
    return (at(group).magnitudes / double(at(group).tokens)).to(at::kFloat);
}

} // namespace espalier::compress
