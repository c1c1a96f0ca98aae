#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/serve/answer_channel.h"
#include "core/serve/api_response.h"

namespace espalier::serve {

/// One request's answer on its way from the scheduler to the client. Used by the client's thread. Its end, by whatever
/// way, cancels what still runs.
class AnswerStream
{
public:
    /// @param promptTokens of each choice
    /// @param echoes the texts that choices begin with; empty: none
    AnswerStream(std::shared_ptr<AnswerChannel> channel, ResponseWriter writer, std::vector<std::size_t> promptTokens,
                 std::size_t choicesOfAPrompt, std::vector<std::string> echoes, bool streaming);
    ~AnswerStream() { m_channel->cancel().request(); }
    AnswerStream(const AnswerStream&) = delete;
    AnswerStream& operator=(const AnswerStream&) = delete;

    bool streaming() const { return m_streaming; } ///< as the client asked for
    bool finished() const { return m_left == 0; }
    /// Takes the next event if one comes in time, and gives the server-sent events to be written for it; after the last
    /// one also the usage, if asked for, and the end of the stream.
    std::string nextEvents(std::chrono::milliseconds timeout);

    /// Takes the next event if one comes in time, for an answer in one piece.
    void collect(std::chrono::milliseconds timeout);
    /// Once finished: the first choice that failed, else the answer.
    const std::optional<Error>& error() const { return m_error; }
    nlohmann::ordered_json answer() const;

private:
    std::optional<ChoicePart> take(std::chrono::milliseconds timeout);
    Usage usage() const;

    std::shared_ptr<AnswerChannel> m_channel;
    ResponseWriter m_writer;
    std::vector<std::size_t> m_promptTokens;
    std::size_t m_choicesOfAPrompt;
    std::vector<std::string> m_echoes;
    bool m_streaming;
    std::vector<ChoicePart> m_choices; ///< what was collected; while streaming, only offsets
    std::vector<bool> m_begun;
    std::size_t m_left;
    std::size_t m_generated = 0;
    std::size_t m_reused = 0;
    std::optional<Error> m_error;
};

} // namespace espalier::serve
