#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/engine/generation.h"

namespace espalier::serve {

/// Something new about one choice of a request.
struct AnswerEvent
{
    std::size_t choice = 0;
    engine::GeneratedPiece piece; ///< its `stop` ends the choice
    std::optional<Error> error;   ///< in place of a piece; ends the choice too
    // With the end of a choice:
    std::size_t reusedTokens = 0;
    std::size_t generatedTokens = 0;

    bool ends() const { return error.has_value() || piece.stop.has_value(); }
};

/// The way from the scheduler's thread to the thread that serves the client. Never blocks the scheduler: what a client
/// has not taken yet is bounded by the length of its answer.
class AnswerChannel
{
public:
    void push(AnswerEvent next)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(std::move(next));
        }
        m_ready.notify_one();
    }

    /// Nothing if none came in time.
    std::optional<AnswerEvent> pop(std::chrono::milliseconds timeout)
    {
        std::unique_lock lock(m_mutex);
        if (!m_ready.wait_for(lock, timeout, [this] { return !m_events.empty(); })) {
            return {};
        }
        AnswerEvent first = std::move(m_events.front());
        m_events.pop_front();
        return first;
    }

    /// Asked for by the client's thread; the scheduler ends all choices at their next token.
    const CancelToken& cancel() const { return m_cancel; }

private:
    std::mutex m_mutex;
    std::condition_variable m_ready;
    std::deque<AnswerEvent> m_events;
    CancelToken m_cancel;
};

} // namespace espalier::serve
