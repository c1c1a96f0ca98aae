#include "core/serve/metrics.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace espalier::serve {
namespace {

std::string number(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

void header(std::string& out, std::string_view name, std::string_view type, std::string_view help)
{
    out.append("# HELP ").append(name).append(" ").append(help).append("\n");
    out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void single(std::string& out, std::string_view name, std::string_view type, std::string_view help, std::uint64_t value)
{
    header(out, name, type, help);
    out.append(name).append(" ").append(std::to_string(value)).append("\n");
}

} // namespace

void Histogram::observe(double seconds)
{
    const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
    ++m_counts[static_cast<std::size_t>(bound - kBounds.begin())];
    m_sum += seconds;
}

void Histogram::write(std::string& out, std::string_view name, std::string_view help) const
{
    header(out, name, "histogram", help);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        below += m_counts[i];
        const std::string bound = i < kBounds.size() ? number(kBounds[i]) : "+Inf";
        out.append(name).append("_bucket{le=\"" + bound + "\"} " + std::to_string(below) + "\n");
    }
    out.append(name).append("_sum " + number(m_sum) + "\n");
    out.append(name).append("_count " + std::to_string(below) + "\n");
}

void Metrics::countRequest(const std::string& route, int status)
{
    const std::lock_guard lock(m_mutex);
    ++m_requests[{route, status}];
}

void Metrics::countTokens(std::size_t prompt, std::size_t reused, std::size_t generated)
{
    const std::lock_guard lock(m_mutex);
    m_promptTokens += prompt;
    m_reusedTokens += reused;
    m_generatedTokens += generated;
}

void Metrics::countCancelled()
{
    const std::lock_guard lock(m_mutex);
    ++m_cancelled;
}

void Metrics::observeFirstToken(double seconds)
{
    const std::lock_guard lock(m_mutex);
    m_firstToken.observe(seconds);
}

void Metrics::observeToken(double seconds)
{
    const std::lock_guard lock(m_mutex);
    m_token.observe(seconds);
}

std::string Metrics::text(const Load& load, std::size_t connections, std::uint64_t weightBytesPerToken) const
{
    const std::lock_guard lock(m_mutex);
    std::string out;
    header(out, "espalier_http_requests_total", "counter", "Requests answered, by route and status.");
    for (const auto& [key, count] : m_requests) {
        out += "espalier_http_requests_total{route=\"" + key.first + "\",status=\"" + std::to_string(key.second) +
               "\"} " + std::to_string(count) + "\n";
    }
    single(out, "espalier_prompt_tokens_total", "counter", "Tokens of prompts of answered choices.", m_promptTokens);
    single(out, "espalier_prompt_tokens_reused_total", "counter", "Prompt tokens found in a sequence's memory.",
           m_reusedTokens);
    single(out, "espalier_generated_tokens_total", "counter", "Tokens generated.", m_generatedTokens);
    single(out, "espalier_choices_cancelled_total", "counter", "Choices ended early: client gone, or out of time.",
           m_cancelled);
    single(out, "espalier_choices_running", "gauge", "Choices that have a sequence now.", load.running);
    single(out, "espalier_choices_waiting", "gauge", "Choices that wait for a sequence.", load.waiting);
    single(out, "espalier_connections", "gauge", "Open connections.", connections);
    m_firstToken.write(out, "espalier_time_to_first_token_seconds", "From the request to a choice's first token.");
    m_token.write(out, "espalier_time_per_token_seconds", "Between two tokens of a choice.");
    single(out, "espalier_weight_bytes_per_token", "gauge", "Bytes of weights that decoding one token reads.",
           weightBytesPerToken);
    single(out, "process_resident_memory_bytes", "gauge", "Resident memory.", residentBytes());
    return out;
}

std::uint64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    file >> total >> resident;
    return file ? resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace espalier::serve
