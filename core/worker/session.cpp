#include "core/worker/session.h"

#include <chrono>
#include <cstdio>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "core/base/active_clock.h"
#include "core/protocol/progress_tracker.h"
#include "core/protocol/run_directory.h"

namespace espalier::worker {
namespace {

constexpr double kSecondsBetweenStoredProgress = 1.0;

/// LibTorch appends a stack trace to its messages; the first line is the message.
std::string firstLine(const char* text)
{
    const std::string_view view = text;
    return std::string(view.substr(0, view.find('\n')));
}

bool saysOutOfMemory(std::string_view text)
{
    return text.find("can't allocate memory") != std::string_view::npos ||
           text.find("not enough memory") != std::string_view::npos;
}

protocol::Failed outOfMemory(std::uint64_t peakBytes)
{
    return {"worker.memory",
            "There was not enough memory (" + std::to_string(peakBytes >> 20) +
                " MiB in use). Use fewer samples or a smaller sequence length, or close other programs.",
            ""};
}

} // namespace

Session::Session(std::string job, FrameWriter& frames, CancelToken cancel)
    : m_job(std::move(job)), m_frames(frames), m_cancel(std::move(cancel)),
      m_begin(protocol::ProgressTracker::steadySeconds()), m_memory([this](const protocol::Memory& memory) {
          const std::lock_guard lock(m_mutex);
          tellPause();
          sendLocked(memory);
      })
{
}

double Session::secondsSinceBegin() const
{
    return protocol::ProgressTracker::steadySeconds() - m_begin;
}

void Session::tellPause()
{
    const double paused = ActiveClock::pausedSeconds();
    const double seconds = paused - std::exchange(m_toldPaused, paused);
    if (seconds > 0.0) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f", seconds);
        sendLocked(protocol::Log{protocol::kPauseLevel, text});
    }
}

void Session::send(protocol::EventBody body)
{
    const std::lock_guard lock(m_mutex);
    sendLocked(std::move(body));
}

void Session::sendLocked(protocol::EventBody body)
{
    if (m_ended) {
        return;
    }
    const protocol::Event event{m_job, secondsSinceBegin(), std::move(body)};
    m_frames.write(toJson(event));
    if (m_log && isToBeStored(event)) {
        if (auto stored = m_log->append(event); !stored) {
            m_logFailure = stored.error();
            m_log.reset();
        }
    }
    // The sampler's thread has no caller to tell; the job's next event does
    const auto* log = std::get_if<protocol::Log>(&event.body);
    const bool ofSampler =
        std::holds_alternative<protocol::Memory>(event.body) || (log && log->level == protocol::kPauseLevel);
    if (m_logFailure && !ofSampler) {
        throw JobError(*m_logFailure);
    }
}

bool Session::isToBeStored(const protocol::Event& event)
{
    if (!std::holds_alternative<protocol::Progress>(event.body)) {
        return true;
    }
    if (m_storedProgress && event.seconds - *m_storedProgress < kSecondsBetweenStoredProgress) {
        return false;
    }
    m_storedProgress = event.seconds;
    return true;
}

Result<void> Session::setRunDirectory(const std::filesystem::path& directory)
{
    auto log = protocol::RunLog::open(directory / protocol::kRunLogName);
    if (!log) {
        return log.error();
    }
    const auto earlier = protocol::readRunLogTail(directory / protocol::kRunLogName);
    const std::lock_guard lock(m_mutex);
    if (earlier && !earlier->events.empty()) { // the run goes on, and so does its clock
        m_begin -= earlier->events.back().seconds;
    }
    m_log = log.take();
    m_runDirectory = directory;
    return {};
}

void Session::end(protocol::EventBody body)
{
    const std::lock_guard lock(m_mutex); // once for all of it, so that nothing can follow the last event
    if (m_ended) {
        return;
    }
    // The job could not know that its client went away, and took it for a cancel
    if (const auto* failed = std::get_if<protocol::Failed>(&body); failed && failed->code == "interrupted") {
        protocol::endManifest(m_runDirectory, *failed);
    }
    try {
        tellPause(); // of which no sample of the memory has told yet
        sendLocked(std::move(body));
    } catch (const JobError& error) {
        std::fprintf(stderr, "error: %s\n", error.what()); // the client has the event already
    }
    m_ended = true;
    m_log.reset();
}

void Session::endByForce(const protocol::Failed& failure)
{
    // The job may hold the lock while it waits for a slow disk or a client that does not read
    const bool locked = m_mutex.try_lock_for(std::chrono::milliseconds(100));
    if (locked && m_ended) {
        return m_mutex.unlock();
    }
    m_ended = true;
    if (locked) {
        m_frames.write(toJson(protocol::Event{m_job, secondsSinceBegin(), failure}));
    }
    protocol::closeOwnRunDirectory(m_runDirectory, m_job, failure);
    if (locked) {
        m_mutex.unlock();
    }
}

protocol::EventBody runToEnd(Job& job, JobContext& context)
{
    try {
        auto result = job.run(context);
        if (!result) {
            const Error& error = result.error();
            return protocol::Failed{error.code, error.message, error.place};
        }
        return protocol::Finished{result.take()};
    } catch (const Cancelled&) {
        return protocol::Failed{"cancelled", "The run was cancelled.", ""};
    } catch (const JobError& thrown) {
        return protocol::Failed{thrown.error.code, thrown.error.message, thrown.error.place};
    } catch (const std::bad_alloc&) {
        return outOfMemory(context.peakMemoryBytes());
    } catch (const std::invalid_argument& thrown) {
        return protocol::Failed{"worker.shapes", firstLine(thrown.what()), ""};
    } catch (const std::exception& thrown) {
        const std::string line = firstLine(thrown.what());
        return saysOutOfMemory(line) ? protocol::EventBody(outOfMemory(context.peakMemoryBytes()))
                                     : protocol::EventBody(protocol::Failed{"worker.internal", line, ""});
    }
}

} // namespace espalier::worker
