#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/protocol/events.h"

namespace espalier::protocol {

/// Turns the work of several phases into one fraction that never falls, and an estimate of the time left.
/// Phases run one after another; their weights are expected durations in any common unit.
class ProgressTracker
{
public:
    struct Phase
    {
        std::string name; ///< as shown: "calibration", "evaluation", ...
        double weight = 1.0;
    };
    /// Seconds on a clock that never goes back; replaced in tests.
    using Clock = std::function<double()>;

    explicit ProgressTracker(std::vector<Phase> phases, Clock clock = steadySeconds);

    /// A share of the whole that was done before this clock began: it says nothing about how fast the rest goes.
    void beginAt(double fraction);

    /// The state after `done` of `total` units of one phase, phases before it being complete.
    /// Nothing if the last answer was less than 0.1 s ago (except at the end of a phase).
    /// The estimate assumes that the rest goes as fast as the work so far; it is absent before 3 %.
    std::optional<Progress> advance(std::size_t phase, double done, double total);

    /// Of the ActiveClock: a pause of the process does not count.
    static double steadySeconds();

private:
    std::vector<Phase> m_phases;
    Clock m_clock;
    double m_begin = 0.0;
    double m_lastSent = -1.0;
    double m_fraction = 0.0;
    double m_firstFraction = 0.0;
};

} // namespace espalier::protocol
