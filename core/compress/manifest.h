#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"

namespace espalier::compress {

/// A run's manifest.json: what went in (hashes), with what (versions, seed, threads), what came out (figures), and how
/// far the run got. Rewritten atomically at each step, so that it is always whole. Keys: format (1), status (running,
/// finished, cancelled, failed), process, program, libraries, seed, threads, ranks, request (what was asked, for a run
/// that goes on), fingerprint (runFingerprint()), inputs, calibration, protocol, stages, figures, seconds, error.
class Manifest
{
public:
    /// @param writes otherwise save() does nothing: of several ranks one keeps the manifest
    explicit Manifest(std::filesystem::path directory, bool writes = true);

    /// What a directory's manifest says; nothing if it has none. Error `run.manifest`: it cannot be read.
    static Result<std::optional<nlohmann::json>> read(const std::filesystem::path& directory);
    /// Goes on from what an earlier process has written; the program and its libraries are those of this one.
    void goOn(const nlohmann::json& earlier);

    nlohmann::json& json() { return m_json; }
    /// Errors: `file.write`, `disk.full`.
    Result<void> save(const std::string& status);

private:
    std::filesystem::path m_path;
    bool m_writes;
    nlohmann::json m_json;
};

/// {"path", "bytes", "sha256"}. Errors: `file.open`. @throws Cancelled
Result<nlohmann::json> describeFile(const std::filesystem::path& path, const CancelToken& cancel);

} // namespace espalier::compress
