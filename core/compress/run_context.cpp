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
    if (auto progress = m_tracker.advance(0, m_done, m_total)) {
        progress->phase = phase;
        m_events(std::move(*progress));
    }
}

void ProgressMeter::skip(double work)
{
    m_done = std::min(m_done + work, m_total);
    m_tracker.beginAt(m_done / m_total);
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

RunContext::RunContext(EventSink events, CancelToken cancel, double totalWork, const RunData& data)
    : m_data(data), m_events(events), m_cancel(std::move(cancel)), m_progress(std::move(events), totalWork)
{
}

void RunContext::poll() const
{
    if (m_cancel.requested())
        throw Cancelled{};
}

} // namespace espalier::compress
