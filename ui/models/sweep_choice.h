#pragma once

#include <memory>
#include <optional>

#include "core/compress/sensitivity/planner.h"

namespace espalier::ui {

/// What a budget bounds.
enum class BudgetKind { Size, Divergence, Perplexity };

/// A sweep's cells at one moment and what can be chosen by them. Made off the GUI thread: large models have many
/// choices. Does not change afterwards.
class SweepChoices
{
public:
    explicit SweepChoices(compress::sensitivity::Record record);

    const compress::sensitivity::Record& record() const { return m_record; }
    const std::vector<compress::sensitivity::Prediction>& curve() const { return m_curve; } ///< by ascending size
    /// Whether there is anything to choose: some cell has figures.
    bool any() const { return m_curve.size() > 1; }

    /// The limit at a place of a slider, 0 (smallest model) to 1 (dense).
    double limit(BudgetKind kind, double place) const;
    /// The best choice within a limit: bytes, nats a token, or perplexity. Error `sweep.budget`.
    Result<compress::sensitivity::LayerPlan> plan(BudgetKind kind, double limit) const;

private:
    const compress::sensitivity::Record m_record;
    const compress::sensitivity::Planner m_planner; ///< of m_record
    std::vector<compress::sensitivity::Prediction> m_curve;
};
using SweepChoicesPtr = std::shared_ptr<const SweepChoices>;

} // namespace espalier::ui
