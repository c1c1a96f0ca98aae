#include "core/engine/bandwidth.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "core/engine/huge_buffer.h"

namespace espalier::engine {
namespace {

constexpr std::size_t kBufferBytes = std::size_t(512) << 20;
constexpr std::size_t kPartBytes = std::size_t(1) << 20;
constexpr std::size_t kParts = kBufferBytes / kPartBytes;
constexpr std::size_t kPartWords = kPartBytes / sizeof(std::uint64_t);
constexpr auto kTime = std::chrono::milliseconds(100);
constexpr int kPasses = 5; ///< at least

/// Packed weights lie in such memory as well. Nothing if there is not enough.
std::shared_ptr<std::byte> allocate()
{
    try {
        return allocateHuge(kBufferBytes);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

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
    const std::shared_ptr<std::byte> buffer = allocate();
    if (!buffer) {
        return std::nullopt;
    }
    auto* words = reinterpret_cast<std::uint64_t*>(buffer.get());
    // written first: pages that were never written are one page of zeros that lies in the cache
    pool.run(kParts, [words](std::size_t part) { std::fill_n(words + part * kPartWords, kPartWords, part + 1); });
    std::atomic<std::uint64_t> total{0};
    const auto pass = [&] {
        pool.run(kParts, [words, &total](std::size_t part) {
            total.fetch_add(sum(words + part * kPartWords), std::memory_order_relaxed);
        });
    };
    using Clock = std::chrono::steady_clock;
    std::vector<double> rates;
    const auto begin = Clock::now();
    for (int passes = 0; passes < kPasses || Clock::now() - begin < kTime; ++passes) {
        const auto passBegin = Clock::now();
        pass();
        const double seconds = std::chrono::duration<double>(Clock::now() - passBegin).count();
        rates.push_back(double(kBufferBytes) / std::max(seconds, 1e-9));
    }
    std::ranges::sort(rates);
    // the sum is used: the reads cannot be left out
    return total.load() == 0 ? std::nullopt : std::optional(rates[rates.size() / 2]);
}

} // namespace espalier::engine
