#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/engine/generation.h"
#include "core/serve/answer_channel.h"
#include "core/serve/backend.h"
#include "core/serve/metrics.h"

namespace espalier::serve {

/// One choice to be generated.
struct Job
{
    std::vector<text::TokenId> prompt; ///< 1 to capacity - 1 tokens of the vocabulary
    engine::GenerationOptions options;
};

struct SchedulerOptions
{
    std::size_t queueLength = 64;
    std::size_t promptChunk = 128; ///< tokens of a prompt in one pass; the others' next tokens wait for it
};

/// Continuous batching: one thread that carries all answers forward together. By turns it takes the next token of every
/// decoding sequence, all in one pass over the weights, and a chunk of the prompt that has waited longest; an answer
/// that ends makes room for the next in the queue at once. A prompt goes to the free sequence that begins most alike,
/// whose memory of the common start is used again. All methods may be called from any thread.
///
/// An answer's tokens do not depend on what else runs, to the last bit of the logits. Float sums round differently for
/// one token and for many, so the shapes of all passes are functions of the request alone: prompts run by themselves,
/// in chunks that begin at multiples of promptChunk; tokens that follow run in passes of at most kDecodeRows, up to
/// which kernels treat each row alike; and only whole chunks of an earlier prompt are used again, not what was decoded.
class Scheduler
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t kDecodeRows = 16;

    /// All references must outlive the scheduler.
    Scheduler(Backend& backend, const text::Tokenizer& tokenizer, std::vector<text::TokenId> endIds, Metrics& metrics,
              SchedulerOptions options = {});
    ~Scheduler(); ///< as stop()
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Takes all jobs or none; job i is choice i of the channel's events. At the deadline what waits fails with
    /// `queue_full`, what runs ends as Cancelled. Errors: `queue_full`, `shutting_down`.
    Result<std::shared_ptr<AnswerChannel>> submit(std::vector<Job> jobs, Clock::time_point deadline);

    /// From now on submit() fails with `shutting_down`; what was accepted goes on.
    void refuseNew();
    /// Whether nothing runs or waits any more; waits for it until `deadline`.
    bool waitUntilIdle(Clock::time_point deadline);
    /// Ends all (as Cancelled) and the thread.
    void stop();

    Load load() const;

private:
    /// A choice that waits or runs.
    struct Choice
    {
        std::size_t index = 0;
        Job job;
        std::shared_ptr<AnswerChannel> channel;
        Clock::time_point submitted;
        Clock::time_point deadline;
        std::optional<engine::Generation> generation;
        std::size_t done = 0;   ///< tokens of the prompt that the sequence holds
        std::size_t reused = 0; ///< of them, from before
        std::optional<text::TokenId> next;
        Clock::time_point lastToken;
    };

    void run();
    bool awaitWork();
    void failOverdue();
    void admit();
    std::size_t reusableStart(std::size_t sequence, const std::vector<text::TokenId>& prompt) const;
    std::size_t chooseSequence(const std::vector<text::TokenId>& prompt) const;
    void endCancelled();
    void decode();
    void readPrompt();
    void forward();
    void takePiece(std::size_t sequence, std::span<float> logits);
    void finish(std::size_t sequence, AnswerEvent last);
    void failPass(const Error& error);

    Backend& m_backend;
    const text::Tokenizer& m_tokenizer;
    const std::vector<text::TokenId> m_endIds;
    Metrics& m_metrics;
    const SchedulerOptions m_options;
    CancelToken m_cancelPass; ///< the end must not wait for a long prompt

    mutable std::mutex m_mutex; ///< of the following
    std::condition_variable m_work;
    std::condition_variable m_idle;
    std::deque<std::unique_ptr<Choice>> m_waiting;
    std::size_t m_runningCount = 0;
    bool m_refuse = false;
    bool m_stop = false;

    // The thread's own:
    std::vector<std::unique_ptr<Choice>> m_running; ///< by sequence; null: free
    std::vector<std::size_t> m_reusable;            ///< by sequence, tokens that whole chunks of a prompt gave
    std::vector<std::uint64_t> m_lastUse;           ///< by sequence, the number of its last choice
    std::uint64_t m_uses = 0;
    std::vector<Backend::Part> m_parts;
    std::thread m_thread;
};

} // namespace espalier::serve
