#include "core/serve/scheduler.h"

#include <algorithm>
#include <exception>

#include "core/serve/api_error.h"

namespace espalier::serve {
namespace {

double seconds(Scheduler::Clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

AnswerEvent failure(Error error, std::size_t choice = 0)
{
    AnswerEvent result;
    result.choice = choice;
    result.error = std::move(error);
    return result;
}

Error couldNotGoOn(const std::exception& exception)
{
    return {code::kInternal, std::string("The model could not go on: ") + exception.what(), ""};
}

} // namespace

Scheduler::Scheduler(Backend& backend, const text::Tokenizer& tokenizer, std::vector<text::TokenId> endIds,
                     Metrics& metrics, SchedulerOptions options)
    : m_backend(backend), m_tokenizer(tokenizer), m_endIds(std::move(endIds)), m_metrics(metrics), m_options(options),
      m_running(backend.sequences()), m_reusable(backend.sequences(), 0), m_lastUse(backend.sequences(), 0),
      m_thread([this] { run(); })
{
}

Scheduler::~Scheduler()
{
    stop();
}

Result<std::shared_ptr<AnswerChannel>> Scheduler::submit(std::vector<Job> jobs, Clock::time_point deadline)
{
    auto channel = std::make_shared<AnswerChannel>();
    {
        const std::lock_guard lock(m_mutex);
        if (m_refuse) {
            return Error{code::kShuttingDown, "The server is shutting down and takes no new requests.", ""};
        }
        const std::size_t free = m_backend.sequences() - std::min(m_runningCount, m_backend.sequences());
        if (m_waiting.size() + jobs.size() > m_options.queueLength + free) {
            return Error{code::kQueueFull,
                         "The queue is full (" + std::to_string(m_waiting.size()) + " answers wait). Try again later.",
                         ""};
        }
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            auto choice = std::make_unique<Choice>();
            choice->index = i;
            choice->job = std::move(jobs[i]);
            choice->channel = channel;
            choice->submitted = Clock::now();
            choice->deadline = deadline;
            m_waiting.push_back(std::move(choice));
        }
    }
    m_work.notify_one();
    return channel;
}

void Scheduler::refuseNew()
{
    const std::lock_guard lock(m_mutex);
    m_refuse = true;
}

bool Scheduler::waitUntilIdle(Clock::time_point deadline)
{
    std::unique_lock lock(m_mutex);
    return m_idle.wait_until(lock, deadline, [this] { return m_waiting.empty() && m_runningCount == 0; });
}

void Scheduler::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_refuse = true;
        m_stop = true;
        for (const auto& choice : m_waiting) {
            choice->channel->cancel().request();
        }
    }
    m_cancelPass.request();
    m_work.notify_one();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

Load Scheduler::load() const
{
    const std::lock_guard lock(m_mutex);
    return {m_runningCount, m_waiting.size()};
}

void Scheduler::run()
{
    m_parts.reserve(kDecodeRows); // nothing but a pass itself may lack memory
    while (awaitWork()) {
        failOverdue();
        admit();
        endCancelled();
        decode();
        readPrompt();
    }
    for (std::size_t sequence = 0; sequence < m_running.size(); ++sequence) {
        if (m_running[sequence]) {
            m_running[sequence]->channel->cancel().request();
        }
    }
    failOverdue();
    endCancelled();
    m_idle.notify_all();
}

/// Sleeps until there is something to do. False: the end.
bool Scheduler::awaitWork()
{
    std::unique_lock lock(m_mutex);
    if (m_waiting.empty() && m_runningCount == 0) {
        m_idle.notify_all();
    }
    m_work.wait(lock, [this] { return m_stop || !m_waiting.empty() || m_runningCount > 0; });
    return !m_stop;
}

/// Takes out of the queue what waited too long or is wanted no more.
void Scheduler::failOverdue()
{
    const std::lock_guard lock(m_mutex);
    const Clock::time_point now = Clock::now();
    std::erase_if(m_waiting, [&](const std::unique_ptr<Choice>& choice) {
        const bool overdue = now >= choice->deadline;
        if (!overdue && !choice->channel->cancel().requested()) {
            return false;
        }
        const Error error =
            overdue ? Error{code::kQueueFull, "The request waited too long for its turn. Try again later.", ""}
                    : Error{code::kShuttingDown, "The request was cancelled before its turn came.", ""};
        choice->channel->push(failure(error, choice->index));
        m_metrics.countCancelled();
        return true;
    });
}

/// Gives free sequences to the first in the queue.
void Scheduler::admit()
{
    const std::lock_guard lock(m_mutex);
    while (!m_waiting.empty() && m_runningCount < m_running.size()) {
        std::unique_ptr<Choice> choice = std::move(m_waiting.front());
        m_waiting.pop_front();
        const std::vector<text::TokenId>& prompt = choice->job.prompt;
        const std::size_t sequence = chooseSequence(prompt);
        try {
            choice->reused = reusableStart(sequence, prompt);
            choice->done = choice->reused;
            m_backend.truncate(sequence, choice->done);
            choice->generation.emplace(m_tokenizer, m_endIds, prompt, choice->job.options);
        } catch (const std::exception& exception) { // no memory: this choice fails alone
            choice->channel->push(failure(couldNotGoOn(exception), choice->index));
            continue;
        }
        m_lastUse[sequence] = ++m_uses;
        m_running[sequence] = std::move(choice);
        ++m_runningCount;
    }
}

/// Tokens of the prompt that the sequence holds just as reading the prompt would give them. The last one always runs:
/// its logits are not kept.
std::size_t Scheduler::reusableStart(std::size_t sequence, const std::vector<text::TokenId>& prompt) const
{
    const std::size_t common =
        std::min({m_backend.commonPrefix(sequence, prompt), m_reusable[sequence], prompt.size() - 1});
    return common - common % m_options.promptChunk;
}

/// The free sequence with the longest reusable start; of equal ones the one unused for longest.
std::size_t Scheduler::chooseSequence(const std::vector<text::TokenId>& prompt) const
{
    std::optional<std::size_t> best;
    std::size_t bestPrefix = 0;
    for (std::size_t sequence = 0; sequence < m_running.size(); ++sequence) {
        if (m_running[sequence]) {
            continue;
        }
        const std::size_t prefix = reusableStart(sequence, prompt);
        if (!best || prefix > bestPrefix || (prefix == bestPrefix && m_lastUse[sequence] < m_lastUse[*best])) {
            best = sequence;
            bestPrefix = prefix;
        }
    }
    return best.value_or(0);
}

void Scheduler::endCancelled()
{
    const Clock::time_point now = Clock::now();
    for (std::size_t sequence = 0; sequence < m_running.size(); ++sequence) {
        Choice* choice = m_running[sequence].get();
        if (choice != nullptr && (choice->channel->cancel().requested() || now >= choice->deadline)) {
            m_metrics.countCancelled();
            AnswerEvent last;
            last.piece = choice->generation->finish(engine::StopReason::Cancelled);
            finish(sequence, std::move(last));
        }
    }
}

/// The next token of every sequence that is beyond its prompt.
void Scheduler::decode()
{
    for (std::size_t sequence = 0; sequence < m_running.size();) {
        m_parts.clear();
        for (; sequence < m_running.size() && m_parts.size() < kDecodeRows; ++sequence) {
            if (m_running[sequence] && m_running[sequence]->next) {
                m_parts.push_back({sequence, {&*m_running[sequence]->next, 1}, true});
            }
        }
        forward();
    }
}

/// A chunk of the prompt that came first.
void Scheduler::readPrompt()
{
    m_parts.clear();
    std::optional<std::size_t> first;
    for (std::size_t sequence = 0; sequence < m_running.size(); ++sequence) {
        if (m_running[sequence] && !m_running[sequence]->next && (!first || m_lastUse[sequence] < m_lastUse[*first])) {
            first = sequence;
        }
    }
    if (!first) {
        return;
    }
    const Choice& choice = *m_running[*first];
    const std::size_t count = std::min(choice.job.prompt.size() - choice.done, m_options.promptChunk);
    const bool last = choice.done + count == choice.job.prompt.size();
    m_parts.push_back({*first, std::span(choice.job.prompt).subspan(choice.done, count), last});
    forward();
}

/// One pass over the weights for m_parts, and what it gives.
void Scheduler::forward()
{
    if (m_parts.empty()) {
        return;
    }
    try {
        if (const auto done = m_backend.forward(m_parts, m_cancelPass); !done) {
            if (done.error().code != "cancelled") {
                failPass(done.error());
            }
            return;
        }
        std::size_t row = 0;
        for (const Backend::Part& part : m_parts) {
            Choice& choice = *m_running[part.sequence];
            if (!choice.next) {
                choice.done += part.tokens.size();
                m_reusable[part.sequence] = choice.done - choice.done % m_options.promptChunk;
            }
            if (part.logits) {
                takePiece(part.sequence, m_backend.logits(row++));
            }
        }
    } catch (const std::exception& exception) { // no memory, or a broken invariant: this pass' answers fail alone
        failPass(couldNotGoOn(exception));
    }
}

void Scheduler::takePiece(std::size_t sequence, std::span<float> logits)
{
    if (const auto numbers = engine::requireNumbers(logits); !numbers) {
        m_backend.truncate(sequence, 0);
        return finish(sequence, failure({code::kInternal, toString(numbers.error()), ""}));
    }
    Choice& choice = *m_running[sequence];
    const std::size_t held = choice.job.prompt.size() + choice.generation->generatedTokens();
    const Clock::time_point now = Clock::now();
    if (choice.next) {
        m_metrics.observeToken(seconds(now - choice.lastToken));
    } else {
        m_metrics.observeFirstToken(seconds(now - choice.submitted));
    }
    choice.lastToken = now;
    AnswerEvent result;
    result.piece = choice.generation->next(logits, m_backend.capacity() - held);
    if (result.piece.stop) {
        finish(sequence, std::move(result));
        return;
    }
    choice.next = result.piece.token;
    result.choice = choice.index;
    choice.channel->push(std::move(result));
}

/// Gives the last word of a choice to its client and its sequence to the next.
void Scheduler::finish(std::size_t sequence, AnswerEvent last)
{
    const std::unique_ptr<Choice> choice = std::move(m_running[sequence]);
    last.choice = choice->index;
    last.reusedTokens = choice->reused;
    last.generatedTokens = choice->generation->generatedTokens();
    m_metrics.countTokens(choice->job.prompt.size(), choice->reused, last.generatedTokens);
    choice->channel->push(std::move(last));
    const std::lock_guard lock(m_mutex);
    --m_runningCount;
}

void Scheduler::failPass(const Error& error)
{
    for (const Backend::Part& part : m_parts) {
        if (m_running[part.sequence]) {
            finish(part.sequence, failure({code::kInternal, toString(error), ""}));
        }
        m_backend.truncate(part.sequence, 0);
    }
}

} // namespace espalier::serve
