#include "core/base/thread_pool.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <system_error>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace espalier {
namespace {

/// Longer than the serial work between two loops of a token, shorter than what a sleeping core would miss.
constexpr auto kSpin = std::chrono::microseconds(50);
constexpr int kPausesPerLook = 32;
constexpr std::uint64_t kClosed = 0xFFFFFFFF; ///< as the next part: there is none

void pause()
{
#if defined(__x86_64__)
    _mm_pause();
#else
    std::this_thread::yield();
#endif
}

/// Waits a short while; true if the condition came about.
template <typename Condition> bool spin(const Condition& condition)
{
    const auto end = std::chrono::steady_clock::now() + kSpin;
    do {
        for (int i = 0; i < kPausesPerLook; ++i) {
            if (condition()) {
                return true;
            }
            pause();
        }
    } while (std::chrono::steady_clock::now() < end);
    return condition();
}

} // namespace

ThreadPool::ThreadPool(int threads)
{
    const int wanted = threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    try {
        for (int i = 1; i < wanted; ++i) {
            m_threads.emplace_back([this] { serve(); });
        }
    } catch (const std::system_error&) {
        // A limit of threads or memory: those that exist do the work.
    }
}

ThreadPool::~ThreadPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads) {
        thread.join();
    }
}

void ThreadPool::runParts(std::size_t parts, Loop loop)
{
    assert(parts < kClosed);
    if (m_threads.empty() || parts <= 1) {
        for (std::size_t part = 0; part < parts; ++part) {
            loop.call(loop.context, part);
        }
        return;
    }
    const std::uint32_t ticket = m_ticket.load(std::memory_order_relaxed) + 1;
    // Closed first: a late thread that sees the new number of parts must not claim one under the old ticket.
    m_claim.store((std::uint64_t(ticket) << 32) | kClosed);
    m_loop = loop;
    m_parts.store(parts, std::memory_order_release);
    m_unfinished.store(parts, std::memory_order_relaxed);
    m_claim.store(std::uint64_t(ticket) << 32);
    m_ticket.store(ticket);
    if (m_blocked.load() > 0) {
        const std::lock_guard lock(m_mutex); // a thread between its last look and its wait holds the mutex
        m_wake.notify_all();
    }
    work(ticket);
    // The others are inside their last parts: a short wait, unless one lost its core. Then giving ours away helps.
    const auto done = [this] { return m_unfinished.load(std::memory_order_acquire) == 0; };
    while (!spin(done)) {
        std::this_thread::yield();
    }
    if (m_failure) {
        std::rethrow_exception(std::exchange(m_failure, nullptr));
    }
}

void ThreadPool::work(std::uint32_t ticket)
{
    std::uint64_t claim = m_claim.load(std::memory_order_acquire);
    while (claim >> 32 == ticket) {
        const std::size_t part = static_cast<std::uint32_t>(claim);
        if (part >= m_parts.load(std::memory_order_acquire)) {
            return;
        }
        if (!m_claim.compare_exchange_weak(claim, claim + 1, std::memory_order_acq_rel)) {
            continue;
        }
        try {
            m_loop.call(m_loop.context, part);
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            m_failure = std::current_exception();
        }
        m_unfinished.fetch_sub(1, std::memory_order_acq_rel);
        claim = m_claim.load(std::memory_order_acquire);
    }
}

void ThreadPool::serve()
{
    std::uint32_t seen = 0;
    const auto called = [this, &seen] { return m_ticket.load() != seen || m_ending.load(); };
    for (;;) {
        if (!spin(called)) {
            std::unique_lock lock(m_mutex);
            m_blocked.fetch_add(1);
            m_wake.wait(lock, called);
            m_blocked.fetch_sub(1);
        }
        if (m_ending.load()) {
            return;
        }
        seen = m_ticket.load();
        work(seen);
    }
}

} // namespace espalier
