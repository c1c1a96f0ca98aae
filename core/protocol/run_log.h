#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/protocol/events.h"

namespace espalier::protocol {

/// Level of the Log event that follows a pause of the worker; its text is how many seconds it stood still.
inline constexpr const char* kPauseLevel = "pause";

/// A run's events.jsonl: one event a line, appended. Synced to the disk at layer and stage ends, at the end of the job
/// and otherwise once a second. Not thread-safe.
class RunLog
{
public:
    /// Opens for appending; a last line that a crash cut is removed. Errors: `file.write`, `disk.full`.
    static Result<RunLog> open(const std::filesystem::path& path);

    RunLog(RunLog&& other) noexcept;
    RunLog& operator=(RunLog&& other) noexcept;
    ~RunLog(); ///< syncs what is left

    Result<void> append(const Event& event);
    Result<void> sync();

private:
    RunLog() = default;
    void close();

    std::filesystem::path m_path;
    int m_descriptor = -1;
    double m_lastSync = 0.0;
    bool m_dirty = false;
};

/// A log as it was found.
struct RunHistory
{
    std::vector<Event> events;
    bool truncated = false;          ///< the last line was cut (the run was killed while it wrote) and is left out
    std::size_t unreadableLines = 0; ///< whole lines that are no event of this version; skipped

    /// Neither Finished nor Failed at the end: the run still goes on, or was interrupted by a crash or a kill.
    bool open() const;
};

/// Reads a log, of a run that still goes on too. Error `file.open`.
Result<RunHistory> readRunLog(const std::filesystem::path& path);

/// Reads only the last events of a log: those in its last 64 KiB, or more if no whole event is there.
Result<RunHistory> readRunLogTail(const std::filesystem::path& path);

} // namespace espalier::protocol
