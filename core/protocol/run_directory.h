#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/protocol/events.h"

namespace espalier::protocol {

/// Names in a run directory.
inline constexpr const char* kRunLogName = "events.jsonl";
inline constexpr const char* kManifestName = "manifest.json";
/// Part of the name of every file that is written and not yet renamed into place; the rest names a process. The folder
/// `stage_<name>.partial` of a stage in work is no such file: it stays, and the run can go on from it.
inline constexpr const char* kTemporaryMark = ".partial-";

/// Keeps a run directory for one process, until that process ends in whatever way. Where the file system knows no
/// locks, nobody is kept away.
class RunDirectoryLock
{
public:
    /// Error `run.busy`: another process works in the directory.
    static Result<RunDirectoryLock> take(const std::filesystem::path& directory);
    RunDirectoryLock(RunDirectoryLock&& other) noexcept;
    RunDirectoryLock& operator=(RunDirectoryLock&& other) noexcept;
    ~RunDirectoryLock();

private:
    explicit RunDirectoryLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

/// Leaves a run directory tidy after its worker ended without doing so itself (killed, crashed, cut off): removes
/// temporary files, ends the manifest (endManifest) and then the log with `failure`. Stages stay, the one in work too.
/// Never throws; does what it can. Nothing happens if the folder is not there, or if a process works in it.
void closeRunDirectory(const std::filesystem::path& directory, const std::string& job, const Failed& failure);
/// The same, for the process that holds the lock.
void closeOwnRunDirectory(const std::filesystem::path& directory, const std::string& job, const Failed& failure);

/// Makes the manifest say what the log's end says: one that says "running" becomes "cancelled" or "interrupted", by the
/// code of `failure`, which becomes its error. "cancelled" gives way to "interrupted": a job that is stopped cannot
/// tell the two apart. Any other end stays. Never throws.
void endManifest(const std::filesystem::path& directory, const Failed& failure);

/// Removes the files and folders whose names hold kTemporaryMark, in `directory` and in its partial stages.
void removeTemporaryFiles(const std::filesystem::path& directory);

} // namespace espalier::protocol
