#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/cancel.h"

namespace espalier::cli {

/// Takes SIGINT and SIGTERM as wishes to end. To be made before any other thread (threads inherit that signals are
/// held back for this one).
class SignalWatch
{
public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    /// Requested by the first signal.
    const CancelToken& first() const { return m_first; }
    /// Waits until `count` signals have come, or for a time if one is given; false: it passed first.
    void waitFor(int count);
    bool waitFor(int count, std::chrono::milliseconds timeout);

private:
    void watch();

    CancelToken m_first;
    std::mutex m_mutex;
    std::condition_variable m_came;
    int m_count = 0;
    bool m_end = false;
    std::thread m_thread;
};

} // namespace espalier::cli
