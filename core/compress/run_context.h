#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "core/base/cancel.h"
#include "core/compress/run_data.h"
#include "core/protocol/event_sink.h"
#include "core/protocol/progress_tracker.h"

namespace espalier::compress {

using protocol::EventSink;

/// Progress of a whole run from work estimated beforehand, in estimated seconds.
class ProgressMeter
{
public:
    ProgressMeter(EventSink events, double totalWork);
    /// Sends a Progress event at most every 100 ms.
    void advance(const std::string& phase, double work);
    /// Counts work that was done before this run of the process.
    void skip(double work);

private:
    EventSink m_events;
    double m_total;
    double m_done = 0.0;
    protocol::ProgressTracker m_tracker{{{"run", 1.0}}};
};

/// Seconds by phase ("read", "calibrate", "factorize", "sweep", "forward", "write", "probe"), summed while they run.
class PhaseTimes
{
public:
    void add(const std::string& phase, double seconds) { m_seconds[phase] += seconds; }
    double total() const;
    const std::map<std::string, double>& seconds() const { return m_seconds; }
    std::string summary() const; ///< "calibrate 3.1 s, sweep 1.2 s"

private:
    std::map<std::string, double> m_seconds;
};

/// Adds the time until its end to a phase.
class PhaseTimer
{
public:
    PhaseTimer(PhaseTimes& times, std::string phase) : m_times(times), m_phase(std::move(phase)) {}
    ~PhaseTimer() { m_times.add(m_phase, seconds()); }
    PhaseTimer(const PhaseTimer&) = delete;
    PhaseTimer& operator=(const PhaseTimer&) = delete;
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count(); }

private:
    PhaseTimes& m_times;
    std::string m_phase;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

/// What a modifier may use of the run around it: data, events, cancellation, times. One a run, used by its thread
/// alone.
class RunContext
{
public:
    /// @param data outlives the context
    RunContext(EventSink events, CancelToken cancel, double totalWork, const RunData& data);

    const RunData& data() const { return m_data; }
    const CancelToken& cancel() const { return m_cancel; }
    void poll() const; ///< @throws Cancelled
    void emit(protocol::EventBody event) const { m_events(std::move(event)); }
    void info(std::string text) const { emit(protocol::Log{"info", std::move(text)}); }
    void warn(std::string text) const { emit(protocol::Log{"warning", std::move(text)}); }
    void advance(const std::string& phase, double work) { m_progress.advance(phase, work); }
    void skip(double work) { m_progress.skip(work); }
    PhaseTimes& phases() { return m_phases; } ///< of the layer at hand
    void resetPhases() { m_phases = {}; }

private:
    const RunData& m_data;
    EventSink m_events;
    CancelToken m_cancel;
    ProgressMeter m_progress;
    PhaseTimes m_phases;
};

} // namespace espalier::compress
