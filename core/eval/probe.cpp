#include "core/eval/probe.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <ATen/core/grad_mode.h>

#include "core/eval/head_loss.h"
#include "core/eval/summary.h"

namespace espalier::eval {

Probe::Probe(const model::Checkpoint& checkpoint, const std::vector<std::vector<text::TokenId>>& windows,
             nn::Ends ends)
    : m_checkpoint(checkpoint), m_ends(std::move(ends))
{
    if (windows.empty())
        throw std::invalid_argument("Probe: got no window, expected at least one");
    m_protocol.windowTokens = 0;
    for (const auto& ids : windows) {
        m_windows.push_back({ids, 1});
        m_protocol.windowTokens = std::max(m_protocol.windowTokens, std::int64_t(ids.size()));
        m_hidden.push_back(nn::embed(m_ends, idsOf(m_windows, m_windows.size() - 1, m_windows.size())));
    }
    m_protocol.stride = m_protocol.windowTokens;
    m_protocol.dataHash = hashOfRecords(windows);
    m_rotary = nn::rotaryTable(checkpoint.spec().rope, m_protocol.windowTokens);
}

void Probe::advance(const nn::Block& block)
{
    const at::NoGradGuard noGrad;
    for (at::Tensor& hidden : m_hidden)
        hidden = nn::forward(m_checkpoint.spec(), block, hidden, m_rotary);
    ++m_layersDone;
}

PerplexityFigure Probe::measure(const CancelToken& cancel) const
{
    const at::NoGradGuard noGrad;
    const auto begun = std::chrono::steady_clock::now();
    std::vector<at::Tensor> hidden = m_hidden;
    nn::Block block;
    for (std::size_t layer = m_layersDone; layer < m_checkpoint.spec().layers.size(); ++layer) {
        nn::loadBlock(m_checkpoint, layer, block);
        for (at::Tensor& window : hidden) {
            if (cancel.requested())
                throw Cancelled();
            window = nn::forward(m_checkpoint.spec(), block, window, m_rotary);
        }
    }
    std::vector<WindowLoss> losses;
    for (std::size_t i = 0; i < hidden.size(); ++i)
        losses.push_back(headLoss(m_checkpoint.spec(), m_ends, hidden[i].squeeze(0), m_windows[i]));
    PerplexityFigure figure = summarize(losses, m_protocol.name);
    figure.protocol = m_protocol;
    figure.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return figure;
}

} // namespace espalier::eval
