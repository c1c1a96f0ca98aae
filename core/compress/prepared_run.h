#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/active_clock.h"
#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/compress/compress_options.h"
#include "core/compress/fork.h"
#include "core/compress/plan/run_plan.h"
#include "core/compress/planned_stage.h"
#include "core/compress/run_texts.h"
#include "core/model/checkpoint.h"
#include "core/recipe/resolve.h"

namespace espalier::compress {

/// Everything that is decided before a run writes anything: see Pipeline::prepare(), which documents the errors.
struct PreparedRun
{
    static Result<std::unique_ptr<PreparedRun>> prepare(CompressOptions options);
    /// Fills `inputs` and `fingerprint`, see Pipeline::identify(). @throws Cancelled
    Result<void> identify(const CancelToken& cancel);

    /// What would be done, see Pipeline::plan().
    nlohmann::json plan() const;
    /// How figures of the run are measured: windows, their splits, the evaluation.
    nlohmann::json protocol() const;
    std::uint64_t memoryBudget() const;
    std::filesystem::path stageFolder(const std::string& name) const { return options.output / ("stage_" + name); }

    CompressOptions options;
    model::Checkpoint source;
    recipe::ResolvedRecipe resolved;
    std::vector<PlannedStage> stages; ///< matched to the source
    RunTexts texts;
    plan::RunPlan forecast;
    nlohmann::json earlier; ///< manifest of the run that goes on; null: a new run
    std::optional<Fork> fork;
    nlohmann::json inputs;      ///< files and their hashes
    nlohmann::json fingerprint; ///< runFingerprint()
    ActiveClock::time_point begin = ActiveClock::now();

private:
    std::uint64_t ranksHere() const; ///< that share the machine's memory

    PreparedRun(CompressOptions asked, model::Checkpoint opened) : options(std::move(asked)), source(std::move(opened))
    {
    }

    Result<void> planStages();
    Result<void> planData();
    Result<void> planResources();
    Result<void> planResume();
    Result<void> planFork();
    Result<void> meet() const;
};

} // namespace espalier::compress
