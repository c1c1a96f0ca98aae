#include "core/worker/memory_sampler.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <utility>

namespace espalier::worker {
namespace {

constexpr auto kSampleInterval = std::chrono::milliseconds(100);
constexpr int kSamplesPerReport = 5;

} // namespace

std::uint64_t residentAnonymousBytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("RssAnon:")) {
            return std::stoull(line.substr(8)) * 1024; // given in kB
        }
    }
    return 0;
}

MemorySampler::MemorySampler(std::function<void(const protocol::Memory&)> report)
    : m_report(std::move(report)), m_thread([this] { run(); })
{
}

MemorySampler::~MemorySampler()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

std::uint64_t MemorySampler::sample() const
{
    const std::uint64_t bytes = residentAnonymousBytes();
    std::uint64_t peak = m_peak.load();
    while (peak < bytes && !m_peak.compare_exchange_weak(peak, bytes)) {
    }
    return bytes;
}

std::uint64_t MemorySampler::peakBytes() const
{
    sample();
    return m_peak.load();
}

void MemorySampler::run()
{
    std::unique_lock lock(m_mutex);
    for (int count = 0; !m_wake.wait_for(lock, kSampleInterval, [this] { return m_stop; }); ++count) {
        const std::uint64_t bytes = sample();
        if (count % kSamplesPerReport == 0) {
            m_report({bytes, m_peak.load()});
        }
    }
}

} // namespace espalier::worker
