#include "core/compress/awq/layer_replay.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/sum.h>

namespace espalier::compress {
namespace {

/// Sums squared distances in float64.
class MeanSquare
{
public:
    void add(const at::Tensor& a, const at::Tensor& b)
    {
        m_sum += (a - b).square().sum(at::kDouble).item<double>();
        m_count += double(a.numel());
    }
    double value() const { return m_sum / m_count; }

private:
    double m_sum = 0.0;
    double m_count = 0.0;
};

} // namespace

LayerReplay::LayerReplay(const BlockWindows& windows, const nn::Block& block, std::int64_t tokens, CancelToken cancel)
    : m_spec(windows.spec), m_rotary(windows.rotary), m_cancel(std::move(cancel))
{
    const nn::InputTap tap = m_inputs.tap(*block.spec);
    std::int64_t taken = 0;
    for (std::size_t i = 0; i < windows.inputs.size(); ++i) {
        poll();
        Batch batch;
        batch.input = windows.inputs.get(i);
        const std::int64_t size = batch.input.size(0) * batch.input.size(1);
        if (i > 0 && taken + size > tokens)
            break;
        taken += size;
        batch.attended = nn::attentionPart(m_spec, block, batch.input, m_rotary, tap);
        batch.output = nn::feedForwardPart(m_spec, block, batch.attended, batch.input, tap);
        m_batches.push_back(std::move(batch));
    }
}

double LayerReplay::attentionError(const nn::Block& changed) const
{
    MeanSquare error;
    for (const Batch& batch : m_batches) {
        poll();
        error.add(nn::attentionPart(m_spec, changed, batch.input, m_rotary), batch.attended);
    }
    return error.value();
}

double LayerReplay::feedForwardError(const nn::Block& changed) const
{
    MeanSquare error;
    for (const Batch& batch : m_batches) {
        poll();
        error.add(nn::feedForwardPart(m_spec, changed, batch.attended, batch.input), batch.output);
    }
    return error.value();
}

void LayerReplay::poll() const
{
    if (m_cancel.requested())
        throw Cancelled{};
}

} // namespace espalier::compress
