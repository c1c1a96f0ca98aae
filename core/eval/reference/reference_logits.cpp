#include "core/eval/reference/reference_logits.h"

#include <algorithm>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

namespace espalier::eval {
namespace {

/// Activations of one forward step of a decoder layer stay near this size: more only falls out of the caches.
constexpr std::int64_t kStepBytes = std::int64_t(64) << 20;

std::int64_t widestLayer(const model::ModelSpec& spec)
{
    std::int64_t width = spec.hiddenSize;
    for (const model::LayerSpec& layer : spec.layers)
        for (const model::LinearSpec& linear : layer.linears)
            width = std::max({width, linear.outFeatures, linear.inFeatures});
    return width;
}

/// How many of the first windows have the same length and fit into one step.
std::size_t batchSize(std::span<const Window> windows, std::int64_t width)
{
    const std::size_t tokens = windows.front().ids.size();
    const std::int64_t bytes = std::int64_t(tokens) * width * 4 * 3;
    const std::size_t most = std::size_t(std::max<std::int64_t>(1, kStepBytes / bytes));
    std::size_t count = 1;
    while (count < windows.size() && count < most && windows[count].ids.size() == tokens)
        ++count;
    return count;
}

} // namespace

at::Tensor idsOf(std::span<const Window> windows)
{
    const auto length = std::int64_t(windows.front().ids.size());
    at::Tensor ids = at::empty({std::int64_t(windows.size()), length}, at::kLong);
    auto* target = ids.data_ptr<std::int64_t>();
    for (const Window& window : windows)
        target = std::copy(window.ids.begin(), window.ids.end(), target);
    return ids;
}

ReferenceLogits::ReferenceLogits(const model::Checkpoint& checkpoint)
    : m_checkpoint(checkpoint), m_ends(nn::loadEnds(checkpoint))
{
}

std::int64_t ReferenceLogits::bytesPerToken() const
{
    return m_checkpoint.spec().hiddenSize * 4;
}

void ReferenceLogits::run(std::span<const Window> windows, const CancelToken& cancel,
                          const std::function<void(double fraction)>& progress)
{
    const std::int64_t width = widestLayer(m_checkpoint.spec());
    m_states.clear();
    std::vector<at::Tensor> batches;
    for (std::span<const Window> left = windows; !left.empty();) {
        const std::size_t count = batchSize(left, width);
        batches.push_back(nn::embed(m_checkpoint.spec(), m_ends, idsOf(left.first(count))));
        left = left.subspan(count);
    }
    const auto layers = double(m_checkpoint.spec().layers.size());
    nn::forwardLayers(m_checkpoint, batches, cancel, [&](std::size_t layer) { progress(double(layer + 1) / layers); });
    for (const at::Tensor& batch : batches)
        for (std::int64_t row = 0; row < batch.size(0); ++row)
            m_states.push_back(batch.select(0, row));
}

std::span<const float> ReferenceLogits::logits(std::size_t window, std::int64_t position, std::int64_t count)
{
    const at::NoGradGuard noGrad;
    m_logits = nn::logits(m_checkpoint.spec(), m_ends, m_states[window].narrow(0, position, count)).contiguous();
    return {m_logits.data_ptr<float>(), std::size_t(m_logits.numel())};
}

} // namespace espalier::eval
