#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "core/protocol/events.h"

namespace espalier::worker {

/// Bytes of memory of this process that no file backs (RssAnon of /proc/self/status); 0 where that cannot be read.
std::uint64_t residentAnonymousBytes();

/// Watches the process's own memory on a thread of its own, every 0.1 s, and reports it every 0.5 s.
class MemorySampler
{
public:
    /// @param report called on the sampler's thread; must not throw
    explicit MemorySampler(std::function<void(const protocol::Memory&)> report);
    ~MemorySampler();

    std::uint64_t peakBytes() const; ///< takes a sample first

private:
    void run();
    std::uint64_t sample() const;

    std::function<void(const protocol::Memory&)> m_report;
    mutable std::atomic<std::uint64_t> m_peak = 0;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stop = false;
    std::thread m_thread; ///< last: it uses the others
};

} // namespace espalier::worker
