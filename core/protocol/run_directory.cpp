#include "core/protocol/run_directory.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/protocol/run_log.h"

namespace espalier::protocol {
namespace {

constexpr int kRemoveAttempts = 3; ///< a dying worker's other threads may still create files

/// Whether the log's newest work has ended. A run that went on has earlier ends too.
bool hasEnded(const RunHistory& tail)
{
    for (auto event = tail.events.rbegin(); event != tail.events.rend(); ++event) {
        if (std::holds_alternative<Finished>(event->body) || std::holds_alternative<Failed>(event->body)) {
            return true;
        }
        if (std::holds_alternative<RunBegun>(event->body)) {
            return false;
        }
    }
    return false;
}

/// Looks at the tail only: the log of a long run is large, and a worker that is stopped has little time.
void endLog(const std::filesystem::path& path, const std::string& job, const Failed& failure)
{
    const auto tail = readRunLogTail(path);
    if (!tail || hasEnded(*tail)) {
        return;
    }
    if (auto log = RunLog::open(path)) {
        const double seconds = tail->events.empty() ? 0.0 : tail->events.back().seconds;
        (void)log->append(Event{job, seconds, failure}); // best effort: the disk may be full
    }
}

std::string statusOf(const nlohmann::ordered_json& manifest)
{
    const bool known = manifest.is_object() && manifest.contains("status") && manifest["status"].is_string();
    return known ? manifest["status"].get<std::string>() : std::string();
}

} // namespace

Result<RunDirectoryLock> RunDirectoryLock::take(const std::filesystem::path& directory)
{
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return Error{"file.open", "The run directory cannot be opened.", directory.string()};
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor);
        return Error{"run.busy", "Another process works in the run directory. Wait for it to end, or cancel it.",
                     directory.string()};
    }
    return RunDirectoryLock(descriptor);
}

RunDirectoryLock::RunDirectoryLock(RunDirectoryLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

RunDirectoryLock& RunDirectoryLock::operator=(RunDirectoryLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

RunDirectoryLock::~RunDirectoryLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

void removeTemporaryFiles(const std::filesystem::path& directory)
{
    std::error_code ignored;
    for (int attempt = 0; attempt < kRemoveAttempts; ++attempt) {
        for (std::filesystem::directory_iterator entry(directory, ignored), end; !ignored && entry != end;
             entry.increment(ignored)) {
            std::error_code failed;
            if (entry->path().filename().string().find(kTemporaryMark) != std::string::npos) {
                std::filesystem::remove_all(entry->path(), failed);
            } else if (entry->path().extension() == ".partial" && entry->is_directory(failed)) {
                removeTemporaryFiles(entry->path());
            }
        }
    }
}

void closeRunDirectory(const std::filesystem::path& directory, const std::string& job, const Failed& failure)
{
    const auto lock = RunDirectoryLock::take(directory);
    if (lock) {
        closeOwnRunDirectory(directory, job, failure);
    }
}

void closeOwnRunDirectory(const std::filesystem::path& directory, const std::string& job, const Failed& failure)
{
    std::error_code ignored;
    if (directory.empty() || !std::filesystem::is_directory(directory, ignored)) {
        return;
    }
    removeTemporaryFiles(directory);
    // The log last: whoever sees its end finds the manifest ended too
    endManifest(directory, failure);
    endLog(directory / kRunLogName, job, failure);
}

void endManifest(const std::filesystem::path& directory, const Failed& failure)
{
    if (directory.empty()) {
        return;
    }
    const std::filesystem::path path = directory / kManifestName;
    const auto text = readTextFile(path);
    if (!text) {
        return;
    }
    // Ordered, so that the file keeps the order in which it was written
    auto manifest = nlohmann::ordered_json::parse(*text, nullptr, false);
    const std::string status = statusOf(manifest);
    if (status != "running" && !(status == "cancelled" && failure.code == "interrupted")) {
        return;
    }
    manifest["status"] = failure.code == "cancelled" ? "cancelled" : "interrupted";
    manifest["error"] = {{"code", failure.code}, {"message", failure.message}, {"place", failure.place}};
    const auto replace = nlohmann::ordered_json::error_handler_t::replace; // a path may be no UTF-8
    (void)writeFileAtomically(path, manifest.dump(2, ' ', false, replace) + "\n");
}

} // namespace espalier::protocol
