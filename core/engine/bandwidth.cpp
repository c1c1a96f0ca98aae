#include "core/engine/bandwidth.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace espalier::engine {
namespace {

constexpr std::size_t kBufferBytes = std::size_t(256) << 20;
constexpr std::size_t kHugePageBytes = std::size_t(2) << 20;
constexpr std::size_t kPartBytes = std::size_t(1) << 20;
constexpr std::size_t kParts = kBufferBytes / kPartBytes;
constexpr std::size_t kPartWords = kPartBytes / sizeof(std::uint64_t);
constexpr auto kTime = std::chrono::milliseconds(100);
constexpr int kPasses = 3; ///< at least

struct Free
{
    void operator()(std::uint64_t* memory) const { std::free(memory); }
};

/// Several sums at once: one alone would wait for its own additions, not for memory.
std::uint64_t sum(const std::uint64_t* words)
{
    constexpr std::size_t kSums = 16;
    std::array<std::uint64_t, kSums> sums{};
    for (std::size_t i = 0; i < kPartWords; i += kSums) {
        for (std::size_t lane = 0; lane < kSums; ++lane) {
            sums[lane] += words[i + lane];
        }
    }
    std::uint64_t total = 0;
    for (const std::uint64_t each : sums) {
        total += each;
    }
    return total;
}

} // namespace

std::optional<double> measureReadBandwidth(ThreadPool& pool)
{
    const std::unique_ptr<std::uint64_t, Free> buffer(
        static_cast<std::uint64_t*>(std::aligned_alloc(kHugePageBytes, kBufferBytes)));
    if (!buffer) {
        return std::nullopt;
    }
    std::uint64_t* words = buffer.get();
#if defined(__linux__)
    // packed weights ask for huge pages as well; a refusal only makes the measurement slower
    static_cast<void>(::madvise(words, kBufferBytes, MADV_HUGEPAGE));
#endif
    // written first: pages that were never written are one page of zeros that lies in the cache
    pool.run(kParts, [words](std::size_t part) { std::fill_n(words + part * kPartWords, kPartWords, part + 1); });
    std::atomic<std::uint64_t> total{0};
    const auto pass = [&] {
        pool.run(kParts, [words, &total](std::size_t part) {
            total.fetch_add(sum(words + part * kPartWords), std::memory_order_relaxed);
        });
    };
    using Clock = std::chrono::steady_clock;
    double best = 0.0;
    const auto begin = Clock::now();
    for (int passes = 0; passes < kPasses || Clock::now() - begin < kTime; ++passes) {
        const auto passBegin = Clock::now();
        pass();
        const double seconds = std::chrono::duration<double>(Clock::now() - passBegin).count();
        best = std::max(best, double(kBufferBytes) / std::max(seconds, 1e-9));
    }
    return total.load() == 0 ? std::nullopt : std::optional(best); // the sum is used: the reads cannot be left out
}

} // namespace espalier::engine
