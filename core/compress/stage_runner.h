#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/active_clock.h"
#include "core/base/result.h"
#include "core/compress/calibration.h"
#include "core/compress/distributed/ranks.h"
#include "core/compress/fork.h"
#include "core/compress/input_ranges.h"
#include "core/compress/layer_scope.h"
#include "core/compress/model_view.h"
#include "core/compress/reference_models.h"
#include "core/compress/run_context.h"
#include "core/compress/stage_folder.h"
#include "core/compress/stage_probe.h"
#include "core/compress/stage_report.h"
#include "core/compress/stage_work.h"
#include "core/nn/language_model.h"

namespace espalier::compress {

/// What a stage works with.
struct StageInput
{
    std::string name;
    std::filesystem::path folder; ///< of the output; there already only if a run ended right after this stage
    model::Checkpoint checkpoint;
    model::Checkpoint source; ///< that the run started from
    Modifiers modifiers;      ///< in recipe order
    ProbeInput probe;
    plan::StageForecast forecast; ///< for the progress
    HiddenStorage hidden;         ///< of the windows between two layers, for each model that is followed
    at::Device device = at::kCPU; ///< where windows pass the layers and moments are summed
    Ranks ranks = {};             ///< that share windows and matrices of the stage (PlannedStage::canBeShared())
    const Fork* fork = nullptr;   ///< a new stage takes its first layers from there
    nlohmann::json forkDecisions = nullptr; ///< Fork::decisionsFor() this stage
    /// Of all that the result depends on; a stage begun under another one is refused.
    nlohmann::json fingerprint = nullptr;
};

/// One stage: the embedding, each decoder layer with inputs that come from the compressed layers before it, the head.
/// Each is on the disk, and in the stage's journal, before the next begins: a stage whose process ended goes on after
/// the last of them, with the same numbers, because all that follows is computed from weights as they are stored.
/// Calibration windows (RunData::calibration) may be none: no Hessians, no output errors.
/// Several ranks go through the stage in step: each with its part of the windows and of a layer's matrices, rank 0
/// alone with the probe and the folder.
class StageRunner
{
public:
    StageRunner(StageInput input, RunContext& context);

    /// Goes on where `<folder>.partial` says that an earlier runner ended, else begins. The folder's journal stays
    /// until StageFolder::forgetJournal(). Errors: `file.*`, `disk.full`, `run.format`, `run.journal`,
    /// `run.resume.mismatch`, `run.fork.mismatch`, `recipe.reference`, `model.*`. Throws Cancelled and LibTorch's
    /// exceptions; what is finished then stays for the next runner.
    Result<StageReport> run();

private:
    Result<void> make();
    Result<void> begin();
    Result<void> lead();
    nlohmann::json prepareModifiers();
    void restoreDecisions();
    Result<void> checkFork() const;
    Result<void> takeFork();
    Result<void> embedding();
    void startWindows();
    Result<void> decoderLayer(int layer);
    void passFinishedLayer(int layer);
    void passLeftOutLayer(int layer);
    Result<void> head();
    Result<void> commit();
    Result<StageReport> verify();
    Result<void> closeSection(int section);
    bool isFinished(int section) const { return m_folder->isFinished(section); }
    double finishedWork() const;

    ModuleScope& addModule(LayerScope& scope, const ModulePlan& plan, at::Tensor weight);
    InputMoments takeMoments(InputStatistics& statistics, InputGroup group) const;
    void runModifiers(LayerScope& scope);
    void observe(InputStatistics& statistics, KeyValueRanges& keysAndValues);
    void propagate(const nn::Block& block, InputStatistics& statistics);
    void countZeros(const nn::Block& block);
    std::optional<double> divergence() const;
    void finishLayer(int layer, double seconds);

    StageInput m_input;
    RunContext& m_context;
    ModelView m_model;
    Windows m_windows;              ///< of calibration, this rank's
    std::vector<Modifier*> m_order; ///< as they work on a layer
    ReferenceModels m_references;
    StageWork m_work;
    StageProbe m_probe;
    std::optional<StageFolder> m_folder;
    std::optional<model::Checkpoint> m_finished; ///< the part that an earlier process has made, of a stage that goes on
    nn::Ends m_ends;
    nn::Block m_block;
    nn::Block m_finishedBlock; ///< of m_finished
    nn::RotaryTable m_rotary;
    HiddenStates m_hidden; ///< of the calibration windows
    ActiveClock::time_point m_begin = ActiveClock::now();
    StageReport m_part; ///< of the section in work
};

} // namespace espalier::compress
