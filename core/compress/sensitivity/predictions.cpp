#include "core/compress/sensitivity/predictions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "core/eval/loss.h"

namespace espalier::compress::sensitivity {
namespace {

constexpr std::int64_t kLogitsAtOnce = std::int64_t(1) << 23; ///< values of one piece of logits

std::span<const float> floats(const at::Tensor& tensor)
{
    return {tensor.data_ptr<float>(), std::size_t(tensor.numel())};
}

} // namespace

Mean meanOf(const std::vector<double>& ofWindows)
{
    Mean mean;
    const auto count = double(ofWindows.size());
    mean.value = std::accumulate(ofWindows.begin(), ofWindows.end(), 0.0) / count;
    if (ofWindows.size() < 2)
        return mean;
    double squares = 0.0;
    for (const double value : ofWindows)
        squares += (value - mean.value) * (value - mean.value);
    mean.error = std::sqrt(squares / (count - 1.0) / count);
    return mean;
}

Predictions::Predictions(const model::Checkpoint& checkpoint, std::vector<at::Tensor> ids, States dense,
                         RunContext& context)
    : m_checkpoint(checkpoint), m_ids(std::move(ids)), m_dense(std::move(dense)), m_context(context),
      m_pool(at::get_num_threads())
{
    for (const at::Tensor& batch : m_ids)
        m_tokens += batch.size(0) * (batch.size(1) - 1); // the last token predicts nothing that is known
    m_denseLoss = measure({m_dense}).front().loss;
}

double Predictions::densePerplexity() const
{
    return std::exp(meanOf(m_denseLoss).value);
}

std::vector<Predictions::Effect> Predictions::effects(const std::vector<States>& models) const
{
    std::vector<Effect> effects;
    for (const Sums& sums : measure(models)) {
        std::vector<double> increase(sums.loss.size());
        std::transform(sums.loss.begin(), sums.loss.end(), m_denseLoss.begin(), increase.begin(), std::minus<>());
        effects.push_back({meanOf(sums.kl), meanOf(increase), std::exp(meanOf(sums.loss).value)});
    }
    return effects;
}

std::vector<Predictions::Sums> Predictions::measure(const std::vector<States>& models) const
{
    const at::NoGradGuard noGrad;
    const model::ModelSpec& spec = m_checkpoint.spec();
    const nn::Ends ends = nn::loadHead(m_checkpoint); // large: not kept between rows
    const std::int64_t piece = std::max<std::int64_t>(1, kLogitsAtOnce / spec.vocabularySize);
    std::vector<Sums> all(models.size());
    for (std::size_t batch = 0; batch < m_dense.size(); ++batch) {
        for (std::int64_t window = 0; window < m_dense[batch].size(0); ++window) {
            const at::Tensor ids = m_ids[batch][window].contiguous();
            const std::int64_t count = ids.size(0) - 1;
            for (Sums& sums : all) {
                sums.kl.push_back(0.0);
                sums.loss.push_back(0.0);
            }
            for (std::int64_t first = 0; first < count; first += piece) {
                const std::int64_t rows = std::min(piece, count - first);
                const auto logits = [&](const States& states) {
                    m_context.poll();
                    return nn::logits(spec, ends, states[batch][window].narrow(0, first, rows)).contiguous();
                };
                const std::int64_t* next = ids.data_ptr<std::int64_t>() + first + 1;
                const std::vector<text::TokenId> targets(next, next + rows);
                const at::Tensor dense = logits(m_dense);
                for (std::size_t i = 0; i < models.size(); ++i) {
                    const at::Tensor own = logits(models[i]);
                    all[i].loss.back() += eval::lossSum(floats(own), targets, m_pool) / double(count);
                    all[i].kl.back() +=
                        eval::divergence(floats(dense), floats(own), std::size_t(rows), m_pool).klSum / double(count);
                }
            }
        }
    }
    return all;
}

} // namespace espalier::compress::sensitivity
