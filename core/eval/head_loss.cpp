#include "core/eval/head_loss.h"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/sum.h>

namespace espalier::eval {
namespace {

constexpr std::int64_t kLogitBytes = std::int64_t(48) << 20; ///< of one tensor of logits; two or three are alive

/// Calls piece(first position, count) over the positions whose next token is scored.
template <typename Piece> void forEachPiece(const Window& window, std::int64_t vocabulary, Piece piece)
{
    const std::int64_t rows = std::max<std::int64_t>(1, kLogitBytes / (4 * vocabulary));
    const std::int64_t end = std::int64_t(window.ids.size()) - 1;
    for (std::int64_t position = window.firstTarget - 1; position < end; position += rows)
        piece(position, std::min(rows, end - position));
}

} // namespace

at::Tensor idsOf(const std::vector<Window>& windows, std::size_t begin, std::size_t end)
{
    const auto length = std::int64_t(windows[begin].ids.size());
    at::Tensor ids = at::empty({std::int64_t(end - begin), length}, at::kLong);
    auto* target = ids.data_ptr<std::int64_t>();
    for (std::size_t i = begin; i < end; ++i)
        target = std::copy(windows[i].ids.begin(), windows[i].ids.end(), target);
    return ids;
}

WindowLoss headLoss(const model::ModelSpec& spec, const nn::Ends& ends, const at::Tensor& hidden, const Window& window)
{
    const at::NoGradGuard noGrad;
    WindowLoss loss{0.0, window.predictions()};
    forEachPiece(window, spec.vocabularySize, [&](std::int64_t position, std::int64_t count) {
        const at::Tensor logits = nn::logits(spec, ends, hidden.narrow(0, position, count));
        at::Tensor targets = at::empty({count, 1}, at::kLong);
        std::copy_n(window.ids.begin() + position + 1, count, targets.data_ptr<std::int64_t>());
        const at::Tensor losses = at::logsumexp(logits, {-1}) - at::gather(logits, -1, targets).squeeze(-1);
        loss.sum += at::sum(losses, at::kDouble).item<double>();
    });
    return loss;
}

Divergence headDivergence(const HeadSide& baseline, const HeadSide& model, const Window& window)
{
    const at::NoGradGuard noGrad;
    Divergence divergence;
    forEachPiece(window, model.spec.vocabularySize, [&](std::int64_t position, std::int64_t count) {
        const auto logProbabilities = [&](const HeadSide& side) {
            return at::log_softmax(nn::logits(side.spec, side.ends, side.hidden.narrow(0, position, count)), -1);
        };
        const at::Tensor expected = logProbabilities(baseline);
        at::Tensor difference = logProbabilities(model);
        divergence.sameTop +=
            at::sum(at::eq(at::argmax(expected, -1), at::argmax(difference, -1))).item<std::int64_t>();
        difference.neg_().add_(expected).mul_(at::exp(expected));
        divergence.klSum += at::sum(difference, at::kDouble).item<double>();
    });
    return divergence;
}

} // namespace espalier::eval
