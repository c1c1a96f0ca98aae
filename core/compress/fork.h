#pragma once

#include <filesystem>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/stage_report.h"
#include "core/model/checkpoint.h"
#include "core/recipe/recipe.h"

namespace espalier::compress {

/// A stage of another run, finished or not, whose first layers a new run takes over as they are.
struct Fork
{
    std::string stage; ///< name of the stage, in both recipes
    int layer = 0;     ///< that the new run begins at; those before it are taken
    model::Checkpoint checkpoint;
    StageReport figures;       ///< of the whole stage, or of what is finished of it
    std::filesystem::path run; ///< the other run's directory
    nlohmann::json manifest;   ///< its manifest
    nlohmann::json decisions;  ///< Modifier::decision() of each of its modifiers

    /// @param folder `RUN/stage_<name>` or `RUN/stage_<name>.partial`
    /// Errors: `run.fork.source` (no stage of a run), `run.fork.layer` (that layer is not finished there), `model.*`.
    static Result<Fork> open(const std::filesystem::path& folder, int layer);
    /// Its decisions where a stage asks for the same in the same place (kept widths, layers, sparsities), which then
    /// hold for the rest of the layers as well: one for each of the stage's modifiers, null where settings are others.
    nlohmann::json decisionsFor(const recipe::Stage& asked) const;
    /// Layers of its input that it left out.
    std::set<int> removedLayers() const;
    /// "prune" of `RUN/stage_prune.partial`; empty if the folder is not named so.
    static std::string stageName(const std::filesystem::path& folder);
};

/// The entry of a finished stage in a manifest; nullptr if there is none.
const nlohmann::json* stageInManifest(const nlohmann::json& manifest, const std::string& name);

/// Copies a finished stage of another run; files of weights are linked where the file system can. Error `file.write`.
Result<void> copyStage(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace espalier::compress
