#include "core/serve/answer_stream.h"

#include <algorithm>

#include "core/serve/api_error.h"

namespace espalier::serve {

AnswerStream::AnswerStream(std::shared_ptr<AnswerChannel> channel, ResponseWriter writer,
                           std::vector<std::size_t> promptTokens, std::size_t choicesOfAPrompt,
                           std::vector<std::string> echoes, bool streaming)
    : m_channel(std::move(channel)), m_writer(std::move(writer)), m_promptTokens(std::move(promptTokens)),
      m_choicesOfAPrompt(choicesOfAPrompt), m_echoes(std::move(echoes)), m_streaming(streaming),
      m_choices(m_promptTokens.size()), m_begun(m_promptTokens.size(), false), m_left(m_promptTokens.size())
{
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
        m_choices[i].index = i;
    }
}

/// What the next event adds to its choice; nothing if none came or it only failed.
std::optional<ChoicePart> AnswerStream::take(std::chrono::milliseconds timeout)
{
    std::optional<AnswerEvent> next = m_channel->pop(timeout);
    if (!next) {
        return {};
    }
    if (next->ends()) {
        --m_left;
        m_generated += next->generatedTokens;
        m_reused += next->reusedTokens;
    }
    if (next->error) {
        m_error = m_error ? m_error : next->error;
        m_channel->cancel().request(); // the others' answers would not be read
        return {};
    }
    ChoicePart part;
    part.index = next->choice;
    part.text = std::move(next->piece.text);
    part.textOffset = m_choices[part.index].textOffset;
    part.stop = next->piece.stop;
    const bool endToken = part.stop == engine::StopReason::EndOfSequence; // no part of the text
    if (!next->piece.logProbabilities.empty() && !endToken) {
        part.logProbabilities.push_back(std::move(next->piece.logProbabilities));
    }
    if (!m_begun[part.index] && !m_echoes.empty()) {
        part.text.insert(0, m_echoes[part.index]);
    }
    return part;
}

std::string AnswerStream::nextEvents(std::chrono::milliseconds timeout)
{
    std::string events;
    if (auto part = take(timeout)) {
        const bool first = !m_begun[part->index];
        m_begun[part->index] = true;
        m_choices[part->index].textOffset += m_writer.characters(*part);
        if (first || !part->text.empty() || !part->logProbabilities.empty() || part->stop) {
            events += serverSentEvent(jsonText(m_writer.chunk(*part, first)));
        }
    }
    if (finished()) {
        if (m_error) {
            events += serverSentEvent(jsonText(errorBody(*m_error)));
        } else if (m_writer.head().includeUsage) {
            events += serverSentEvent(jsonText(m_writer.usageChunk(usage())));
        }
        events += serverSentEvent("[DONE]");
    }
    return events;
}

void AnswerStream::collect(std::chrono::milliseconds timeout)
{
    if (auto part = take(timeout)) {
        ChoicePart& choice = m_choices[part->index];
        m_begun[part->index] = true;
        choice.text += part->text;
        choice.stop = part->stop;
        for (auto& token : part->logProbabilities) {
            choice.logProbabilities.push_back(std::move(token));
        }
    }
}

nlohmann::ordered_json AnswerStream::answer() const
{
    return m_writer.answer(m_choices, usage());
}

/// A prompt counts once, however many choices it has (as OpenAI counts).
Usage AnswerStream::usage() const
{
    Usage usage;
    for (std::size_t i = 0; i < m_promptTokens.size(); i += m_choicesOfAPrompt) {
        usage.promptTokens += m_promptTokens[i];
    }
    usage.reusedTokens = std::min(m_reused, usage.promptTokens);
    usage.generatedTokens = m_generated;
    return usage;
}

} // namespace espalier::serve
