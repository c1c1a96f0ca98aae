#include "core/engine/generation.h"

#include <algorithm>
#include <array>

#include "core/text/utf8.h"

namespace espalier::engine {
namespace {

/// Bytes at the end of a text that a stop text may begin with.
std::size_t heldForStop(std::string_view text, const std::vector<std::string>& stops)
{
    std::size_t held = 0;
    for (const std::string& stop : stops) {
        const std::size_t longest = std::min(text.size(), stop.size() - 1);
        for (std::size_t length = longest; length > held; --length) {
            if (text.ends_with(std::string_view(stop).substr(0, length))) {
                held = length;
            }
        }
    }
    return held;
}

/// Where the stop text begins that is complete first, so that the borders of tokens make no difference; of those that
/// end at the same place the longest. npos: none.
std::size_t findStop(std::string_view text, const std::vector<std::string>& stops)
{
    std::size_t begin = std::string_view::npos;
    std::size_t end = std::string_view::npos;
    for (const std::string& stop : stops) {
        const std::size_t found = text.find(stop);
        if (found != std::string_view::npos &&
            (found + stop.size() < end || (found + stop.size() == end && found < begin))) {
            begin = found;
            end = found + stop.size();
        }
    }
    return begin;
}

} // namespace

std::string_view name(StopReason reason)
{
    constexpr std::array<std::string_view, 5> kNames = {"end", "stop", "length", "context", "cancelled"};
    return kNames[static_cast<std::size_t>(reason)];
}

Generation::Generation(const text::Tokenizer& tokenizer, std::vector<text::TokenId> endIds,
                       std::span<const text::TokenId> promptTokens, GenerationOptions options)
    : m_tokenizer(tokenizer), m_endIds(std::move(endIds)), m_options(std::move(options)), m_sampler(m_options.sampling),
      m_atStart(promptTokens.empty() || tokenizer.bytesOf(promptTokens.back()).empty())
{
    std::erase(m_options.stop, std::string());
    m_sampler.acceptPrompt(promptTokens);
}

GeneratedPiece Generation::next(std::span<float> logits, std::size_t room)
{
    if (m_options.logProbabilities) {
        m_modelLogits.assign(logits.begin(), logits.end());
    }
    GeneratedPiece piece;
    const text::TokenId id = m_sampler.sample(logits);
    piece.token = id;
    ++m_generated;
    if (m_options.logProbabilities) {
        piece.logProbabilities = logProbabilities(m_modelLogits, id, *m_options.logProbabilities);
    }
    const bool ends = std::find(m_endIds.begin(), m_endIds.end(), id) != m_endIds.end();
    if (ends && !m_options.ignoreEndOfSequence) {
        piece.stop = StopReason::EndOfSequence;
    } else if (append(bytesOf(id), piece.text)) {
        piece.stop = StopReason::StopText;
    } else if (m_options.maxTokens >= 0 && m_generated >= static_cast<std::size_t>(m_options.maxTokens)) {
        piece.stop = StopReason::MaximumTokens;
    } else if (room <= 1) {
        piece.stop = StopReason::ContextFull;
    }
    if (piece.stop) {
        flush(piece.text);
    }
    return piece;
}

GeneratedPiece Generation::finish(StopReason reason)
{
    GeneratedPiece piece;
    flush(piece.text);
    piece.stop = reason;
    return piece;
}

std::string Generation::bytesOf(text::TokenId id)
{
    std::string bytes = m_tokenizer.bytesOf(id);
    if (!m_atStart || bytes.empty()) {
        return bytes; // a special token is no text
    }
    // Tokenizers that put a space before a text take it away again when they decode its start.
    m_start.push_back(id);
    if (bytes.starts_with(' ')) {
        bytes = m_tokenizer.decode(m_start); // those before have given no text
    }
    m_atStart = bytes.empty();
    return bytes;
}

bool Generation::append(const std::string& bytes, std::string& shown)
{
    m_pending += bytes;
    const std::size_t incomplete = text::incompleteUtf8Length(m_pending);
    std::string complete = text::toValidUtf8(std::string_view(m_pending).substr(0, m_pending.size() - incomplete));
    const std::string tail = m_pending.substr(m_pending.size() - incomplete);
    const std::size_t stop = findStop(complete, m_options.stop);
    const bool stopped = stop != std::string::npos;
    const std::size_t given = stopped ? stop : complete.size() - heldForStop(complete, m_options.stop);
    shown.append(complete, 0, given);
    m_text.append(complete, 0, given);
    m_pending = stopped ? std::string() : complete.substr(given) + tail;
    return stopped;
}

void Generation::flush(std::string& shown)
{
    const std::string rest = text::toValidUtf8(m_pending);
    m_pending.clear();
    shown += rest;
    m_text += rest;
}

} // namespace espalier::engine
