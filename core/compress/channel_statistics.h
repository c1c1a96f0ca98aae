#pragma once

#include <cstdint>
#include <map>

#include <ATen/core/Tensor.h>

#include "core/compress/model_view.h"
#include "core/nn/block.h"

namespace espalier::compress {

/// What is known of each channel of a layer's inputs over all tokens that passed; sums in float64.
class ChannelStatistics
{
public:
    /// @param input [..., in] float32
    void add(InputGroup group, const at::Tensor& input);
    /// Takes each group's input at the first module that reads it. Lives as long as this object.
    nn::InputTap tap(const model::LayerSpec& layer);

    bool has(InputGroup group) const { return m_groups.count(group) > 0; }
    /// Sum of x^2, [in] float32. This and the following: only of a group that has().
    at::Tensor energy(InputGroup group) const;
    /// Mean of |x|, [in] float32.
    at::Tensor meanMagnitude(InputGroup group) const;
    const at::Tensor& least(InputGroup group) const { return at(group).least; }
    const at::Tensor& greatest(InputGroup group) const { return at(group).greatest; }

private:
    struct Group
    {
        std::int64_t tokens = 0;
        at::Tensor squares;
        at::Tensor magnitudes;
        at::Tensor least;
        at::Tensor greatest;
    };
    const Group& at(InputGroup group) const { return m_groups.at(group); }

    std::map<InputGroup, Group> m_groups;
};

} // namespace espalier::compress
