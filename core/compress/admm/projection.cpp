#include "core/compress/admm/projection.h"

#include <algorithm>
#include <limits>
#include <span>

#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/where.h>

#include "core/compress/rank_selection.h"
#include "core/compress/refit/refit_math.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {

Projection::Projection(const MaskRule& rule, at::Tensor preserved, at::IntArrayRef sizes)
    : m_rule(rule), m_preserved(std::move(preserved)), m_values(sizes[0] * sizes[1])
{
    if (rule.group > 0)
        requireGroups(rule.kept, rule.group);
    else
        requireSparsity(rule.sparsity);
    if (!m_preserved.defined())
        return;
    requireMask(m_preserved, "preserved mask", sizes);
    m_preservedCount = at::count_nonzero(m_preserved).item<std::int64_t>();
}

at::Tensor Projection::smallest(const at::Tensor& scores, std::int64_t count) const
{
    at::Tensor result = at::empty(scores.sizes(), at::kBool);
    const std::span<const float> values(scores.data_ptr<float>(), static_cast<std::size_t>(m_values));
    RankCut cut = cutSmallest({values}, count);
    markSmallest(values, cut, result.data_ptr<bool>());
    return result;
}

at::Tensor Projection::mask(const at::Tensor& scores, double share) const
{
    at::Tensor ranked = scores.contiguous();
    requireFinite(ranked, "ADMM scores");
    if (m_preserved.defined()) // 0 and nothing else is: preserved places rank first
        ranked = ranked.abs().clamp_min_(std::numeric_limits<float>::min()).masked_fill_(m_preserved, 0.0);
    if (m_rule.group == 0)
        return smallest(ranked, std::max(exactCount(m_values, m_rule.sparsity * share), m_preservedCount));
    at::Tensor result = maskOfGroups(ranked, m_rule.kept, m_rule.group);
    if (m_preserved.defined()) // a group may hold more than the rule takes
        result.logical_or_(m_preserved);
    if (share >= 1.0)
        return result;
    const std::int64_t all = at::count_nonzero(result).item<std::int64_t>();
    const at::Tensor others = ranked.new_full({}, std::numeric_limits<float>::max());
    return smallest(at::where(result, ranked, others), std::max(exactCount(all, share), m_preservedCount));
}

} // namespace espalier::compress
