#include "app/cli/signal_watch.h"

#include <csignal>
#include <ctime>

namespace espalier::cli {
namespace {

sigset_t endingSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

} // namespace

SignalWatch::SignalWatch()
{
    const sigset_t signals = endingSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_thread = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch()
{
    {
        const std::lock_guard lock(m_mutex);
        m_end = true;
    }
    m_thread.join();
}

void SignalWatch::waitFor(int count)
{
    std::unique_lock lock(m_mutex);
    m_came.wait(lock, [&] { return m_count >= count; });
}

bool SignalWatch::waitFor(int count, std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    return m_came.wait_for(lock, timeout, [&] { return m_count >= count; });
}

void SignalWatch::watch()
{
    const sigset_t signals = endingSignals();
    const timespec interval{0, 100'000'000}; // how soon the destructor is heard
    while (true) {
        const bool came = sigtimedwait(&signals, nullptr, &interval) > 0;
        const std::lock_guard lock(m_mutex);
        if (m_end) {
            return;
        }
        if (came) {
            ++m_count;
            m_first.request();
            m_came.notify_all();
        }
    }
}

} // namespace espalier::cli
