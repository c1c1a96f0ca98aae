#include "core/base/active_clock.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace espalier {
namespace {

std::atomic<ActiveClock::rep> g_paused{0}; // ticks of the steady clock
static_assert(std::atomic<ActiveClock::rep>::is_always_lock_free, "it is written in a signal handler");

/// SIGSTOP cannot be caught, and afterwards nobody could say how long it was: so it is sent from here.
void pauseHere(int)
{
    const int error = errno;
    const auto begin = std::chrono::steady_clock::now();
    ::kill(::getpid(), SIGSTOP);
    g_paused.fetch_add((std::chrono::steady_clock::now() - begin).count());
    errno = error;
}

} // namespace

ActiveClock::time_point ActiveClock::now() noexcept
{
    return std::chrono::steady_clock::now() - duration(g_paused.load());
}

double ActiveClock::pausedSeconds() noexcept
{
    return std::chrono::duration<double>(duration(g_paused.load())).count();
}

void pauseOnRequest()
{
    struct sigaction action = {};
    action.sa_handler = pauseHere;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGTSTP, &action, nullptr);
}

} // namespace espalier
