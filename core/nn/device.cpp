#include "core/nn/device.h"

#include <charconv>

#include <ATen/Context.h>

namespace espalier::nn {
namespace {

at::Tensor moved(const at::Tensor& tensor, at::Device device)
{
    return tensor.defined() ? tensor.to(device) : tensor;
}

void move(std::optional<InputQuantizer>& quantizer, at::Device device)
{
    if (!quantizer)
        return;
    quantizer->scale = moved(quantizer->scale, device);
    quantizer->zeroPoint = moved(quantizer->zeroPoint, device);
}

void move(Linear& linear, at::Device device)
{
    linear.weight = moved(linear.weight, device);
    linear.bias = moved(linear.bias, device);
    move(linear.input, device);
}

void move(Expert& expert, at::Device device)
{
    for (Linear* linear : {&expert.gate, &expert.up, &expert.down})
        move(*linear, device);
}

Block moved(Block block, at::Device device)
{
    for (Linear& linear : block.linears)
        move(linear, device);
    if (block.experts) {
        block.experts->router = moved(block.experts->router, device);
        for (Expert& expert : block.experts->routed)
            move(expert, device);
        if (block.experts->shared)
            move(*block.experts->shared, device);
    }
    for (const NamedVector& norm : normVectors(block))
        *norm.vector = moved(*norm.vector, device);
    move(block.keys, device);
    move(block.values, device);
    return block;
}

RotaryTable moved(RotaryTable table, at::Device device)
{
    for (at::Tensor* part : {&table.cosine, &table.sine, &table.longCosine, &table.longSine})
        *part = moved(*part, device);
    return table;
}

} // namespace

Result<at::Device> deviceFrom(const std::string& name)
{
    if (name.empty() || name == "cpu")
        return at::Device(at::kCPU);
    int index = 0;
    const std::string digits = name.starts_with("cuda:") ? name.substr(5) : "0";
    const char* end = digits.data() + digits.size();
    const auto [read, failed] = std::from_chars(digits.data(), end, index);
    if ((name != "cuda" && !name.starts_with("cuda:")) || failed != std::errc() || read != end || index < 0)
        return Error{"run.device", "The device is cpu, cuda or cuda:N, and not " + name + ".", {}};
    if (!at::hasCUDA())
        return Error{"run.device",
                     "LibTorch was built without CUDA here, or finds no device: leave --device " + name + " out.",
                     {}};
    if (std::size_t(index) >= at::getNumGPUs())
        return Error{"run.device",
                     "There are " + std::to_string(at::getNumGPUs()) + " CUDA devices, counted from 0: " + name +
                         " is none of them.",
                     {}};
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

LayerPass::LayerPass(const model::ModelSpec& spec, const Block& block, const RotaryTable& rotary, at::Device device)
    : m_spec(spec), m_device(device), m_block(moved(block, device)), m_rotary(moved(rotary, device))
{
}

at::Tensor LayerPass::operator()(const at::Tensor& hidden, const InputTap& tap) const
{
    return forward(m_spec, m_block, hidden.to(m_device), m_rotary, tap).to(at::kCPU);
}

} // namespace espalier::nn
