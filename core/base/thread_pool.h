#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace espalier {

/// Threads that share short parallel loops, many thousands a second. A loop's parts are claimed one by one, so that a
/// thread that loses its core to another process holds up one part, not its whole share. Idle threads spin for some
/// microseconds, then block. One caller at a time; not re-entrant.
class ThreadPool
{
public:
    /// @param threads the calling thread included; 0: one for each core. Fewer if the system gives no more.
    explicit ThreadPool(int threads = 0);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int threads() const { return static_cast<int>(m_threads.size()) + 1; }

    /// Calls task(part) for every part in [0, parts) on some thread and returns when all are done. If tasks throw, one
    /// of their exceptions is thrown here after that; some parts may not have run then.
    template <typename Task> void run(std::size_t parts, const Task& task)
    {
        const auto call = [](const void* context, std::size_t part) { (*static_cast<const Task*>(context))(part); };
        runParts(parts, {call, &task});
    }

private:
    struct Loop
    {
        void (*call)(const void* context, std::size_t part) = nullptr;
        const void* context = nullptr;
    };

    void runParts(std::size_t parts, Loop loop);
    void work(std::uint32_t ticket);
    void serve();

    std::vector<std::thread> m_threads;
    Loop m_loop;
    std::atomic<std::size_t> m_parts{0};
    /// Number of the loop (upper 32 bits) and next part to claim: a late thread cannot claim a part of a newer loop.
    std::atomic<std::uint64_t> m_claim{0};
    std::atomic<std::size_t> m_unfinished{0};
    std::atomic<std::uint32_t> m_ticket{0};
    std::atomic<int> m_blocked{0};
    std::atomic<bool> m_ending{false};
    std::exception_ptr m_failure; ///< of the loop's tasks; guarded by m_mutex
    std::mutex m_mutex;
    std::condition_variable m_wake;
};

} // namespace espalier
