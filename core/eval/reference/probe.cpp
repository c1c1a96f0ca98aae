#include "core/eval/reference/probe.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "core/base/thread_pool.h"
#include "core/eval/loss.h"
#include "core/eval/reference/reference_logits.h"
#include "core/eval/summary.h"

namespace espalier::eval {
namespace {

/// @param hidden [tokens, hidden] after the last layer
WindowLoss lossOf(const model::ModelSpec& spec, const nn::Ends& ends, const at::Tensor& hidden, const Window& window,
                  ThreadPool& pool)
{
    WindowLoss loss{0.0, window.predictions()};
    forEachPiece(window, spec.vocabularySize, [&](std::int64_t position, std::int64_t count) {
        const at::Tensor logits = nn::logits(spec, ends, hidden.narrow(0, position, count)).contiguous();
        const auto targets = std::span(window.ids).subspan(std::size_t(position) + 1, std::size_t(count));
        loss.sum += lossSum({logits.data_ptr<float>(), std::size_t(logits.numel())}, targets, pool);
    });
    return loss;
}

} // namespace

Probe::Probe(const model::Checkpoint& checkpoint, const std::vector<std::vector<text::TokenId>>& windows, nn::Ends ends)
    : m_checkpoint(checkpoint), m_ends(std::move(ends))
{
    if (windows.empty())
        throw std::invalid_argument("Probe: got no window, expected at least one");
    m_protocol.windowTokens = 0;
    for (const auto& ids : windows) {
        m_windows.push_back({ids, 1});
        m_protocol.windowTokens = std::max(m_protocol.windowTokens, std::int64_t(ids.size()));
        m_hidden.push_back(nn::embed(m_ends, idsOf(std::span(m_windows).last(1))));
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
    ThreadPool pool(at::get_num_threads());
    std::vector<WindowLoss> losses;
    for (std::size_t i = 0; i < hidden.size(); ++i)
        losses.push_back(lossOf(m_checkpoint.spec(), m_ends, hidden[i].squeeze(0), m_windows[i], pool));
    PerplexityFigure figure = summarize(losses, m_protocol.name);
    figure.protocol = m_protocol;
    figure.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return figure;
}

} // namespace espalier::eval
