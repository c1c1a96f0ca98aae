#include "core/protocol/run_directory.h"

#include <system_error>

#include "core/base/atomic_file.h"
#include "core/protocol/run_log.h"

namespace espalier::protocol {
namespace {

constexpr int kRemoveAttempts = 3; ///< a dying worker's other threads may still create files

void endLog(const std::filesystem::path& path, const std::string& job, const Failed& failure)
{
    const auto history = readRunLog(path);
    if (!history || !history->open()) {
        return;
    }
    if (auto log = RunLog::open(path)) {
        const double seconds = history->events.empty() ? 0.0 : history->events.back().seconds;
        (void)log->append(Event{job, seconds, failure}); // best effort: the disk may be full
    }
}

void endManifest(const std::filesystem::path& path)
{
    const auto text = readTextFile(path);
    if (!text) {
        return;
    }
    // Ordered, so that the file keeps the order in which it was written
    auto manifest = nlohmann::ordered_json::parse(*text, nullptr, false);
    if (manifest.is_object() && manifest.value("status", "") == "running") {
        manifest["status"] = "interrupted";
        (void)writeFileAtomically(path, manifest.dump(2) + "\n");
    }
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
    endLog(directory / kRunLogName, job, failure);
    endManifest(directory / kManifestName);
}

} // namespace espalier::protocol
