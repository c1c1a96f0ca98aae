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

/// What a window loses, and how far it is from the reference.
struct WindowFigures
{
    WindowLoss loss;
    double klSum = 0.0;
};

/// A model's last hidden states on a window and what makes logits of them.
struct Outputs
{
    const model::ModelSpec& spec;
    const nn::Ends& ends;
    at::Tensor hidden; ///< [tokens, hidden] after the last layer

    at::Tensor logits(std::int64_t position, std::int64_t count) const
    {
        return nn::logits(spec, ends, hidden.narrow(0, position, count)).contiguous();
    }
};

/// @param reference may be null
WindowFigures figuresOf(const Outputs& model, const Outputs* reference, const Window& window, ThreadPool& pool)
{
    const auto floats = [](const at::Tensor& tensor) {
        return std::span<const float>(tensor.data_ptr<float>(), std::size_t(tensor.numel()));
    };
    WindowFigures figures{{0.0, window.predictions()}};
    forEachPiece(window, model.spec.vocabularySize, [&](std::int64_t position, std::int64_t count) {
        const at::Tensor logits = model.logits(position, count);
        const auto targets = std::span(window.ids).subspan(std::size_t(position) + 1, std::size_t(count));
        figures.loss.sum += lossSum(floats(logits), targets, pool);
        if (!reference)
            return;
        const at::Tensor expected = reference->logits(position, count);
        figures.klSum += divergence(floats(expected), floats(logits), std::size_t(count), pool).klSum;
    });
    return figures;
}

} // namespace

ProbeReference::ProbeReference(const model::Checkpoint& source, const std::vector<std::vector<text::TokenId>>& windows,
                               const CancelToken& cancel)
    : checkpoint(source)
{
    const at::NoGradGuard noGrad;
    for (const nn::Ends ends = nn::loadEmbedding(checkpoint); const auto& ids : windows) {
        const Window window{ids, 1};
        hidden.push_back(nn::embed(checkpoint.spec(), ends, idsOf(std::span(&window, 1))));
    }
    nn::forwardLayers(checkpoint, hidden, cancel);
}

Probe::Probe(const model::Checkpoint& checkpoint, const std::vector<std::vector<text::TokenId>>& windows,
             const nn::Ends& ends)
    : m_checkpoint(checkpoint)
{
    if (windows.empty())
        throw std::invalid_argument("Probe: got no window, expected at least one");
    m_protocol.windowTokens = 0;
    for (const auto& ids : windows) {
        m_windows.push_back({ids, 1});
        m_protocol.windowTokens = std::max(m_protocol.windowTokens, std::int64_t(ids.size()));
        m_hidden.push_back(nn::embed(checkpoint.spec(), ends, idsOf(std::span(m_windows).last(1))));
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

nn::Ends Probe::head() const
{
    nn::Ends ends = nn::loadHead(m_checkpoint);
    if (m_head)
        ends.head = *m_head;
    return ends;
}

Probe::Figure Probe::measure(const CancelToken& cancel) const
{
    const at::NoGradGuard noGrad;
    const auto begun = std::chrono::steady_clock::now();
    std::vector<at::Tensor> hidden = m_hidden;
    nn::Block block;
    for (std::size_t layer = m_layersDone; layer < m_checkpoint.spec().layers.size(); ++layer) {
        if (m_keptLayers && !std::binary_search(m_keptLayers->begin(), m_keptLayers->end(), int(layer)))
            continue;
        nn::loadBlock(m_checkpoint, layer, block);
        for (at::Tensor& window : hidden) {
            if (cancel.requested())
                throw Cancelled();
            window = nn::forward(m_checkpoint.spec(), block, window, m_rotary);
        }
    }
    block = {};
    const nn::Ends ends = head();
    std::optional<nn::Ends> referenceEnds;
    if (m_reference) {
        const bool same = !m_head && m_reference->checkpoint.folder() == m_checkpoint.folder();
        referenceEnds = same ? ends : nn::loadHead(m_reference->checkpoint);
    }
    ThreadPool pool(at::get_num_threads());
    std::vector<WindowLoss> losses;
    double klSum = 0.0;
    std::int64_t predictions = 0;
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        const Outputs model{m_checkpoint.spec(), ends, hidden[i].squeeze(0)};
        std::optional<Outputs> reference;
        if (m_reference)
            reference.emplace(
                Outputs{m_reference->checkpoint.spec(), *referenceEnds, m_reference->hidden[i].squeeze(0)});
        const WindowFigures window = figuresOf(model, reference ? &*reference : nullptr, m_windows[i], pool);
        losses.push_back(window.loss);
        klSum += window.klSum;
        predictions += window.loss.predictions;
    }
    Figure figure{summarize(losses, m_protocol.name), std::nullopt};
    if (m_reference && predictions > 0)
        figure.kl = klSum / double(predictions);
    figure.perplexity.protocol = m_protocol;
    figure.perplexity.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return figure;
}

} // namespace espalier::eval
