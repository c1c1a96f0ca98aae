#include "core/compress/run_context.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace espalier::compress {

ProgressMeter::ProgressMeter(EventSink events, double totalWork)
    : m_events(std::move(events)), m_total(std::max(totalWork, 1e-9))
{
}

void ProgressMeter::advance(const std::string& phase, double work)
{
    m_done = std::min(m_done + work, m_total);
    const auto now = Clock::now();
    const bool complete = m_done >= m_total;
    if (!complete && now - m_lastSent < std::chrono::milliseconds(100))
        return;
    m_lastSent = now;
    protocol::Progress progress;
    progress.phase = phase;
    progress.fraction = m_done / m_total;
    constexpr double kKnownFrom = 0.03; // before that one slow first read would promise hours
    if (progress.fraction >= kKnownFrom) {
        const double elapsed = std::chrono::duration<double>(now - m_begin).count();
        progress.etaSeconds = elapsed / progress.fraction * (1.0 - progress.fraction);
    }
    m_events(progress);
}

double PhaseTimes::total() const
{
    double sum = 0.0;
    for (const auto& [phase, seconds] : m_seconds)
        sum += seconds;
    return sum;
}

std::string PhaseTimes::summary() const
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(2);
    for (const auto& [phase, seconds] : m_seconds)
        text << (text.tellp() > 0 ? ", " : "") << phase << ' ' << seconds << " s";
    return text.str();
}

RunContext::RunContext(EventSink events, CancelToken cancel, double totalWork)
    : m_events(events), m_cancel(std::move(cancel)), m_progress(std::move(events), totalWork)
{
}

void RunContext::poll() const
{
    if (m_cancel.requested())
        throw Cancelled{};
}

} // namespace espalier::compress
