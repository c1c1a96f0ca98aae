#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/manifest.h"
#include "core/compress/prepared_run.h"

namespace espalier::compress {

/// What a run's directory says of it while it grows: the manifest, the recipe, the stages that are finished. Of several
/// ranks the first alone writes; the others keep the same in memory.
class RunRecord
{
public:
    /// @param run outlives this
    explicit RunRecord(const PreparedRun& run);

    /// Writes what goes into the run, and takes over the stages before one whose layers come from another run.
    /// Errors: `file.*`, `disk.full`, `run.fork.mismatch`
    Result<void> begin();

    nlohmann::json& manifest() { return m_manifest.json(); }
    /// What the manifest says of a stage whose folder is complete; nullptr if there is none.
    nlohmann::json* finishedStage(const std::string& name);
    double seconds() const; ///< so far, with those of earlier processes
    /// Brings the manifest of the running run up to date.
    Result<void> save();
    Result<void> finish();
    /// The run ends without a result. @param status "failed" or "cancelled"
    Result<void> abandon(const std::string& status, const Error& error);

private:
    Result<void> takeForkedStages();
    double secondsBefore();

    const PreparedRun& m_run;
    Manifest m_manifest;
    double m_earlierSeconds = 0.0;
};

} // namespace espalier::compress
