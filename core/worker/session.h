#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "core/protocol/run_log.h"
#include "core/worker/frame_writer.h"
#include "core/worker/job.h"
#include "core/worker/memory_sampler.h"

namespace espalier::worker {

/// One job under way: sends and stores its events until its end was sent, by the job or by force.
class Session final : public JobContext
{
public:
    Session(std::string job, FrameWriter& frames, CancelToken cancel);

    const CancelToken& cancel() const override { return m_cancel; }
    void send(protocol::EventBody body) override;
    std::uint64_t peakMemoryBytes() const override { return m_memory.peakBytes(); }
    Result<void> setRunDirectory(const std::filesystem::path& directory) override;

    /// Sends and stores the last event; whatever comes later is dropped.
    void end(protocol::EventBody body);
    /// Stopped by force from another thread: ends with `failure`, tidies the run directory. Does not wait for the job.
    void endByForce(const protocol::Failed& failure);

private:
    double secondsSinceBegin() const;
    void tellPause(); ///< that the process was paused since the last call, if it was
    void sendLocked(protocol::EventBody body);
    /// Progress comes many times a second; one a second is enough for the log.
    bool isToBeStored(const protocol::Event& event);

    const std::string m_job;
    FrameWriter& m_frames;
    CancelToken m_cancel;
    double m_begin;
    std::timed_mutex m_mutex; ///< guards what follows
    bool m_ended = false;
    std::filesystem::path m_runDirectory;
    std::optional<protocol::RunLog> m_log;
    std::optional<double> m_storedProgress; ///< when the last one was, seconds since the begin
    std::optional<Error> m_logFailure;      ///< why nothing is stored any more; ends the job at its next event
    double m_toldPaused = 0.0;              ///< seconds; of the sampler's thread
    MemorySampler m_memory;                 ///< last: its thread uses the others
};

/// Runs a job to its end and says how it ended: Finished, or Failed with the reason (server.h).
protocol::EventBody runToEnd(Job& job, JobContext& context);

} // namespace espalier::worker
