#include "core/eval/windows.h"

#include <algorithm>
#include <limits>

#include "core/base/sha256.h"

namespace espalier::eval {
namespace {

using Ids = std::vector<text::TokenId>;

Window slice(const Ids& ids, std::int64_t begin, std::int64_t end, std::int64_t firstTarget)
{
    return {Ids(ids.begin() + begin, ids.begin() + end), firstTarget};
}

std::vector<Window> cutSamples(const Records& records, const PerplexityProtocol& protocol)
{
    std::vector<Window> windows;
    std::int64_t left = protocol.limitTokens > 0 ? protocol.limitTokens : std::numeric_limits<std::int64_t>::max();
    for (const Ids& record : records) {
        const std::int64_t tokens = std::min({std::int64_t(record.size()), protocol.windowTokens, left});
        left -= tokens;
        if (tokens >= 2)
            windows.push_back(slice(record, 0, tokens, 1));
    }
    return windows;
}

std::vector<Window> cutEndToEnd(const Ids& ids, std::int64_t length, std::int64_t firstTarget)
{
    std::vector<Window> windows;
    for (std::int64_t begin = 0; begin + length <= std::int64_t(ids.size()); begin += length)
        windows.push_back(slice(ids, begin, begin + length, firstTarget));
    return windows;
}

std::vector<Window> cutSliding(const Ids& ids, const PerplexityProtocol& protocol)
{
    std::vector<Window> windows;
    std::int64_t scoredEnd = 1;
    const std::int64_t total = std::int64_t(ids.size());
    for (std::int64_t begin = 0; scoredEnd < total; begin += protocol.stride) {
        const std::int64_t end = std::min(begin + protocol.windowTokens, total);
        windows.push_back(slice(ids, begin, end, scoredEnd - begin));
        scoredEnd = end;
    }
    return windows;
}

std::optional<Error> checkProtocol(const PerplexityProtocol& protocol)
{
    const auto error = [](std::string message) { return Error{"evaluate.protocol", std::move(message), {}}; };
    const auto& name = protocol.name;
    if (name != "papers" && name != "samples" && name != "llama.cpp" && name != "sliding")
        return error("There is no perplexity protocol “" + name + "”: take papers, samples, llama.cpp or sliding.");
    if (protocol.windowTokens < (name == "llama.cpp" ? 4 : 2))
        return error("A window of " + std::to_string(protocol.windowTokens) + " tokens is too short to predict in.");
    if (name == "sliding" && (protocol.stride < 1 || protocol.stride >= protocol.windowTokens))
        return error("The stride must be at least 1 and smaller than the window of " +
                     std::to_string(protocol.windowTokens) + " tokens, but is " + std::to_string(protocol.stride) +
                     ".");
    return std::nullopt;
}

Error shortText(std::size_t tokens, std::int64_t windowTokens)
{
    return {"data.short",
            "The text has " + std::to_string(tokens) + " tokens, fewer than one window of " +
                std::to_string(windowTokens) + ". Take more text or a smaller window.",
            {}};
}

} // namespace

Result<std::vector<Window>> cutWindows(const Records& records, const PerplexityProtocol& protocol,
                                       std::optional<text::TokenId> beginOfSequence)
{
    if (const auto error = checkProtocol(protocol))
        return *error;
    if (protocol.name == "samples") {
        std::vector<Window> windows = cutSamples(records, protocol);
        if (windows.empty())
            return Error{"data.short", "No record has two tokens or more, so there is nothing to predict.", {}};
        return windows;
    }
    Ids ids = records.empty() ? Ids() : records.front();
    if (protocol.limitTokens > 0 && std::int64_t(ids.size()) > protocol.limitTokens)
        ids.resize(std::size_t(protocol.limitTokens));
    const std::int64_t length = protocol.windowTokens;
    if (std::int64_t(ids.size()) < length)
        return shortText(ids.size(), length);
    if (protocol.name == "sliding")
        return cutSliding(ids, protocol);
    if (protocol.name == "papers")
        return cutEndToEnd(ids, length, 1);
    std::vector<Window> windows = cutEndToEnd(ids, length, length / 2 + 1);
    if (beginOfSequence)
        for (Window& window : windows)
            window.ids.front() = *beginOfSequence;
    return windows;
}

std::string hashOfRecords(const Records& records)
{
    Sha256 hash;
    for (const Ids& record : records) {
        const std::int32_t length = std::int32_t(record.size());
        if (records.size() > 1)
            hash.update(std::as_bytes(std::span(&length, 1)));
        hash.update(std::as_bytes(std::span(record)));
    }
    return hash.finish();
}

} // namespace espalier::eval
