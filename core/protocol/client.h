#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/protocol/events.h"
#include "core/protocol/frames.h"
#include "core/protocol/messages.h"

namespace espalier::protocol {

/// How long a worker has to obey, in seconds after the cancel message.
struct CancelTimes
{
    double terminateSeconds = 1.0; ///< then it is terminated (SIGTERM)
    double killSeconds = 3.0;      ///< then killed
};

/// One worker process and its one job, as seen by the program that started it. No input or output of its own: the owner
/// feeds what the process wrote, writes what takeOutput() gives, and does what action() asks. Not thread-safe.
///
///     Starting --Hello--> Ready --start()--> Running --Finished/Failed--> Finished | Failed
///                                            Running --cancel()--> Cancelling --> Finished | Failed
/// A process that ends early, speaks another version or breaks the stream makes the job Failed from any state.
class Client
{
public:
    enum class State { Starting, Ready, Running, Cancelling, Finished, Failed };

    /// What the owner must do to the process now.
    enum class Action { None, CloseInput, Terminate, Kill };

    explicit Client(CancelTimes times = {}) : m_times(times) {}

    State state() const { return m_state; }
    bool ended() const { return m_state == State::Finished || m_state == State::Failed; }

    /// Gives the job; sent once the worker has greeted. Only one, before which cancel() is pointless. Job ids must
    /// differ between the runs of a program, so that nothing stale is taken for an answer.
    void start(Start job);
    /// Asks for the end of the job; `nowSeconds` is any steady clock, the same as in action(). A second call changes
    /// nothing.
    void cancel(double nowSeconds);
    /// The user insists: the process is to be killed now.
    void kill();

    void feed(std::string_view standardOutput);
    void feedStderr(std::string_view bytes);
    /// The process is gone and its pipes are drained. `signal` is 0 unless one killed it.
    void exited(int exitCode, int signal);
    /// The process could not be started at all.
    void failedToStart(const std::string& reason);

    /// Bytes for the process's standard input; empties the queue.
    std::string takeOutput();
    /// Events of this job since the last call, Hello too; the last of a job is Finished or Failed (made here if the
    /// worker died). Nothing follows it.
    std::vector<Event> takeEvents();
    /// Whole lines of the worker's stderr and of a remote shell's banner since the last call.
    std::vector<std::string> takeLogLines();

    /// To be asked after every feed() and every 0.1 s until the process is gone. CloseInput comes once, the others
    /// until exited() is called. A worker that does not leave after the end of its job is terminated after some
    /// seconds, too.
    Action action(double nowSeconds);

    const nlohmann::json& result() const { return m_result; } ///< of Finished
    const std::optional<Failed>& failure() const { return m_failure; }
    std::size_t droppedMessages() const { return m_dropped; } ///< stale ones

private:
    void take(const Event& event);
    void takeHello(const Hello& hello);
    void trySend();
    void fail(std::string code, std::string message, std::string place = {});
    void addLogLine(std::string line);
    std::string lostMessage(int exitCode, int signal) const;

    CancelTimes m_times;
    State m_state = State::Starting;
    FrameReader m_frames{FrameReader::Banner::SkipToHello};
    std::optional<Start> m_start;
    bool m_started = false; ///< the job was sent
    std::optional<double> m_cancelSeconds;
    std::optional<double> m_closedSeconds; ///< when its input was closed
    bool m_killNow = false;
    bool m_exited = false;
    double m_lastEventSeconds = 0.0;
    std::uint64_t m_peakBytes = 0;
    std::string m_output;
    std::string m_partialLine;
    std::vector<std::string> m_newLines;
    std::vector<std::string> m_lastLines; ///< of stderr, for the message of a lost worker
    std::vector<Event> m_events;
    nlohmann::json m_result;
    std::optional<Failed> m_failure;
    std::size_t m_dropped = 0;
};

} // namespace espalier::protocol
