#pragma once

#include <string>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/nn/block.h"

namespace espalier::nn {

/// "cpu", "cuda" or "cuda:N". Error `run.device`: LibTorch was built without CUDA, finds no such device, or the name is
/// none of these.
Result<at::Device> deviceFrom(const std::string& name);

/// One decoder layer on a device; windows come from main memory and go back there. On the CPU nothing is copied.
class LayerPass
{
public:
    /// @param spec outlives this @param block, rotary in main memory; their tensors are kept
    LayerPass(const model::ModelSpec& spec, const Block& block, const RotaryTable& rotary, at::Device device);

    /// forward() of the layer. @param hidden in main memory
    /// @param tap sees its inputs on the device
    /// @return in main memory
    at::Tensor operator()(const at::Tensor& hidden, const InputTap& tap = {}) const;

private:
    const model::ModelSpec& m_spec;
    at::Device m_device;
    Block m_block;
    RotaryTable m_rotary;
};

} // namespace espalier::nn
