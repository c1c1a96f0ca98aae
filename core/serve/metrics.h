#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace espalier::serve {

/// Counts of observations below bounds, as Prometheus keeps them.
class Histogram
{
public:
    void observe(double seconds);
    /// Lines of the text format.
    void write(std::string& out, std::string_view name, std::string_view help) const;

private:
    static constexpr std::array kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                        0.25,  0.5,    1.0,   2.5,  5.0,   10.0, 30.0};
    std::array<std::uint64_t, kBounds.size() + 1> m_counts{};
    double m_sum = 0.0;
};

/// What the scheduler has at hand; read when metrics are asked for.
struct Load
{
    std::size_t running = 0;
    std::size_t waiting = 0;
};

/// The server's figures. Thread-safe.
class Metrics
{
public:
    /// @param route one of a fixed set, never what a client wrote
    void countRequest(const std::string& route, int status);
    void countTokens(std::size_t prompt, std::size_t reused, std::size_t generated);
    void countCancelled();
    void observeFirstToken(double seconds);
    void observeToken(double seconds);

    /// All of them in Prometheus' text format 0.0.4, with the memory of this process.
    std::string text(const Load& load, std::size_t connections, std::uint64_t weightBytesPerToken) const;

private:
    mutable std::mutex m_mutex;
    std::map<std::pair<std::string, int>, std::uint64_t> m_requests;
    std::uint64_t m_promptTokens = 0;
    std::uint64_t m_reusedTokens = 0;
    std::uint64_t m_generatedTokens = 0;
    std::uint64_t m_cancelled = 0;
    Histogram m_firstToken;
    Histogram m_token;
};

/// Resident memory of this process, 0 where the system does not say.
std::uint64_t residentBytes();

} // namespace espalier::serve
