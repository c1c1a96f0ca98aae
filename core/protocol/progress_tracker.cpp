#include "core/protocol/progress_tracker.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "core/base/active_clock.h"

namespace espalier::protocol {
namespace {

constexpr double kSecondsBetween = 0.1;
constexpr double kFractionBeforeEstimate = 0.03;

} // namespace

ProgressTracker::ProgressTracker(std::vector<Phase> phases, Clock clock)
    : m_phases(std::move(phases)), m_clock(std::move(clock)), m_begin(m_clock())
{
}

double ProgressTracker::steadySeconds()
{
    return std::chrono::duration<double>(ActiveClock::now().time_since_epoch()).count();
}

void ProgressTracker::beginAt(double fraction)
{
    m_fraction = m_firstFraction = std::clamp(fraction, 0.0, 1.0);
    m_begin = m_clock();
}

std::optional<Progress> ProgressTracker::advance(std::size_t phase, double done, double total)
{
    assert(phase < m_phases.size());
    double sum = 0.0;
    double complete = 0.0;
    for (std::size_t i = 0; i < m_phases.size(); ++i) {
        sum += m_phases[i].weight;
        complete += i < phase ? m_phases[i].weight : 0.0;
    }
    const double share = total > 0.0 ? std::clamp(done / total, 0.0, 1.0) : 1.0;
    complete += share * m_phases[phase].weight;
    m_fraction = std::max(m_fraction, sum > 0.0 ? std::min(1.0, complete / sum) : 1.0);

    const double now = m_clock();
    if (m_lastSent >= 0.0 && now - m_lastSent < kSecondsBetween && share < 1.0) {
        return std::nullopt;
    }
    m_lastSent = now;
    Progress progress{m_phases[phase].name, m_fraction, std::nullopt};
    const double gained = m_fraction - m_firstFraction;
    if (gained >= kFractionBeforeEstimate * (1.0 - m_firstFraction) && gained > 0.0) {
        progress.etaSeconds = (now - m_begin) * (1.0 - m_fraction) / gained;
    }
    return progress;
}

} // namespace espalier::protocol
