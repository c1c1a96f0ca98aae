#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/protocol/event_sink.h"

namespace espalier::worker {

/// What a job has of the process around it. All of it may be used from any thread.
class JobContext
{
public:
    virtual ~JobContext() = default;

    virtual const CancelToken& cancel() const = 0;
    /// Sends an event to the client and stores it in the run's log if there is one (of Progress one a second). Throws
    /// JobError if storing fails.
    virtual void send(protocol::EventBody body) = 0;
    /// The peak of this process's own memory so far, bytes.
    virtual std::uint64_t peakMemoryBytes() const = 0;
    /// From now on events are stored in `directory`/events.jsonl (the folder must be there), and the directory is
    /// left tidy if the worker is stopped by force.
    virtual Result<void> setRunDirectory(const std::filesystem::path& directory) = 0;

    protocol::EventSink sink()
    {
        return [this](protocol::EventBody body) { send(std::move(body)); };
    }
};

/// An Error on its way through code that has no Result to return.
struct JobError : std::exception
{
    explicit JobError(Error reason) : error(std::move(reason)), m_text(toString(error)) {}
    const char* what() const noexcept override { return m_text.c_str(); }

    Error error;

private:
    std::string m_text;
};

/// One piece of work in a worker. Made from its parameters, run once.
class Job
{
public:
    virtual ~Job() = default;
    /// @return the answer of the Finished event. Polls context.cancel() and throws Cancelled; other exceptions become
    /// Failed events too (server.h).
    virtual Result<nlohmann::json> run(JobContext& context) = 0;
};

/// A kind of job by the name that Start gives.
struct JobKind
{
    const char* kind;
    Result<std::unique_ptr<Job>> (*create)(const nlohmann::json& parameters);
};

} // namespace espalier::worker
