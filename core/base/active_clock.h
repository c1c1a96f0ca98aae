#pragma once

#include <chrono>

namespace espalier {

/// A steady clock that stands still while the process is paused (pauseOnRequest()), so that times and estimates are
/// those of the work. Usable wherever std::chrono::steady_clock is.
struct ActiveClock
{
    using duration = std::chrono::steady_clock::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr bool is_steady = true;

    static time_point now() noexcept;
    static double pausedSeconds() noexcept; ///< that the process has stood in all its pauses
};

/// From now on SIGTSTP pauses the whole process with all its threads until SIGCONT, and ActiveClock knows of it. Memory
/// stays as it is.
void pauseOnRequest();

} // namespace espalier
