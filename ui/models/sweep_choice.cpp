#include "ui/models/sweep_choice.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace espalier::ui {

namespace {
constexpr std::size_t kCurvePoints = 200;
constexpr double kRounding = 1e-9; ///< so that the ends themselves are within the limit
} // namespace

SweepChoices::SweepChoices(compress::sensitivity::Record record)
    : m_record(std::move(record)), m_planner(m_record), m_curve(m_planner.curve(kCurvePoints))
{
}

double SweepChoices::limit(BudgetKind kind, double place) const
{
    const auto& smallest = m_curve.front();
    const auto& largest = m_curve.back();
    switch (kind) {
    case BudgetKind::Size:
        return double(smallest.bytes) + place * (double(largest.bytes) - double(smallest.bytes));
    case BudgetKind::Divergence: { // over orders of magnitude
        const double high = std::max(smallest.kl, 1e-9) * (1.0 + kRounding);
        double low = high;
        for (const auto& point : m_curve) {
            low = point.kl > 0.0 ? std::min(low, point.kl) : low;
        }
        return place >= 1.0 ? std::max(0.0, largest.kl) : high * std::pow(low / high, place);
    }
    case BudgetKind::Perplexity: {
        double high = smallest.perplexity;
        double low = smallest.perplexity;
        for (const auto& point : m_curve) {
            high = std::max(high, point.perplexity);
            low = std::min(low, point.perplexity);
        }
        return (high + place * (low - high)) * (1.0 + kRounding);
    }
    }
    return 0.0;
}

Result<compress::sensitivity::LayerPlan> SweepChoices::plan(BudgetKind kind, double limit) const
{
    switch (kind) {
    case BudgetKind::Divergence:
        return m_planner.withinKl(limit);
    case BudgetKind::Perplexity:
        return m_planner.withinPerplexity(limit);
    case BudgetKind::Size:
        break;
    }
    return m_planner.withinBytes(std::uint64_t(std::max(0.0, limit)));
}

} // namespace espalier::ui
