#include "core/protocol/run_directory.h"

#include <algorithm>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/protocol/run_log.h"

namespace espalier::protocol {
namespace {

constexpr int kRemoveAttempts = 3; ///< a dying worker's other threads may still create files

bool isEnd(const Event& event)
{
    return std::holds_alternative<Finished>(event.body) || std::holds_alternative<Failed>(event.body);
}

/// Looks at the tail only: the log of a long run is large, and a worker that is stopped has little time.
void endLog(const std::filesystem::path& path, const std::string& job, const Failed& failure)
{
    const auto tail = readRunLogTail(path);
    if (!tail || std::any_of(tail->events.begin(), tail->events.end(), isEnd)) {
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

void removePartialOutput(const std::filesystem::path& directory)
{
    std::error_code ignored;
    for (int attempt = 0; attempt < kRemoveAttempts; ++attempt) {
        for (std::filesystem::directory_iterator entry(directory, ignored), end; !ignored && entry != end;
             entry.increment(ignored)) {
            if (entry->path().filename().string().find(kPartialMark) != std::string::npos) {
                std::error_code failed;
                std::filesystem::remove_all(entry->path(), failed);
            }
        }
    }
}

void closeRunDirectory(const std::filesystem::path& directory, const std::string& job, const Failed& failure)
{
    std::error_code ignored;
    if (directory.empty() || !std::filesystem::is_directory(directory, ignored)) {
        return;
    }
    removePartialOutput(directory);
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
