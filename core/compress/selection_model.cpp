#include "core/compress/selection_model.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cosine_similarity.h>

#include "core/compress/calibration.h"
#include "core/eval/loss.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kLogitsAtOnce = std::int64_t(1) << 24; ///< values of one piece of logits

std::span<const float> floats(const at::Tensor& tensor)
{
    return {tensor.data_ptr<float>(), std::size_t(tensor.numel())};
}

} // namespace

SelectionModel::SelectionModel(model::Checkpoint checkpoint, RunContext& context)
    : m_checkpoint(std::move(checkpoint)), m_context(context), m_ends(nn::loadEnds(m_checkpoint)),
      m_pool(at::get_num_threads())
{
    const at::NoGradGuard noGrad;
    m_ids = idBatches(context.data().selection);
    if (m_ids.empty())
        throw std::invalid_argument("a structured choice was asked for without selection windows");
    std::int64_t longest = 0;
    for (const at::Tensor& ids : m_ids) {
        m_embedded.push_back(nn::embed(m_checkpoint.spec(), m_ends, ids));
        longest = std::max(longest, ids.size(1));
    }
    m_rotary = nn::rotaryTable(m_checkpoint.spec().rope, longest);
    m_last = m_embedded;
    nn::Block current;
    for (std::size_t layer = 0; layer < layers(); ++layer) {
        nn::loadBlock(m_checkpoint, layer, current);
        const States before = m_last;
        pass(current, m_last);
        double sum = 0.0;
        std::int64_t tokens = 0;
        for (std::size_t batch = 0; batch < before.size(); ++batch) {
            const at::Tensor cosine = at::cosine_similarity(before[batch], m_last[batch], -1);
            sum += cosine.sum(at::kDouble).item<double>();
            tokens += cosine.numel();
        }
        m_influence.push_back(1.0 - sum / double(tokens));
    }
    m_unchanged = effect(m_last);
}

nn::Block SelectionModel::block(std::size_t layer) const
{
    return nn::loadBlock(m_checkpoint, layer);
}

void SelectionModel::pass(const nn::Block& block, States& states) const
{
    const at::NoGradGuard noGrad;
    for (at::Tensor& batch : states) {
        m_context.poll();
        batch = nn::forward(m_checkpoint.spec(), block, batch, m_rotary);
    }
}

SelectionModel::Effect SelectionModel::effect(const States& last) const
{
    const at::NoGradGuard noGrad;
    const model::ModelSpec& spec = m_checkpoint.spec();
    const std::int64_t piece = std::max<std::int64_t>(1, kLogitsAtOnce / spec.vocabularySize);
    double loss = 0.0;
    double kl = 0.0;
    std::int64_t predictions = 0;
    for (std::size_t batch = 0; batch < last.size(); ++batch) {
        for (std::int64_t window = 0; window < last[batch].size(0); ++window) {
            const at::Tensor states = last[batch][window];
            const at::Tensor unchanged = m_last[batch][window];
            const at::Tensor ids = m_ids[batch][window].contiguous();
            const std::int64_t count = states.size(0) - 1; // the last token predicts nothing that is known
            for (std::int64_t first = 0; first < count; first += piece) {
                m_context.poll();
                const std::int64_t rows = std::min(piece, count - first);
                const at::Tensor logits = nn::logits(spec, m_ends, states.narrow(0, first, rows)).contiguous();
                const at::Tensor before = nn::logits(spec, m_ends, unchanged.narrow(0, first, rows)).contiguous();
                const std::int64_t* next = ids.data_ptr<std::int64_t>() + first + 1;
                const std::vector<text::TokenId> targets(next, next + rows);
                loss += eval::lossSum(floats(logits), targets, m_pool);
                kl += eval::divergence(floats(before), floats(logits), std::size_t(rows), m_pool).klSum;
            }
            predictions += count;
        }
    }
    return {std::exp(loss / double(predictions)), kl / double(predictions)};
}

} // namespace espalier::compress
