#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/compress/compress_options.h"
#include "core/compress/run_context.h"

namespace espalier::compress {

struct PreparedRun;

/// One compression run: every stage of a recipe, decoder layer by decoder layer.
///
/// prepare() reads and checks everything that can be wrong with the input and writes nothing, so that a bad recipe or a
/// short text leaves no directory behind. run() then writes `output`:
/// `stage_<name>/` (a model folder, renamed into place when complete), `recipe.yaml`, `manifest.json` (its `status` is
/// running, finished, cancelled or failed; a reader that finds "running" without a living process calls it
/// interrupted). events.jsonl is the caller's (it owns the event sink). A run that ended early, in whatever way, can be
/// resumed: finished stages are skipped, and the one in work (`stage_<name>.partial/`) goes on after its last finished
/// layer, with the results of a run that was never disturbed.
class Pipeline
{
public:
    /// Errors: `model.*`, `tokenizer.*`, `data.*`, `recipe.*`
    /// (targets that match nothing, modifiers that are not known), `run.data` (calibration text is needed),
    /// `run.exists`, `run.window`, `run.manifest`, `run.resume.mismatch` (the directory's stages belong to no run that
    /// could go on), `run.fork.*`; `run.memory`, `disk.full`: the run cannot fit; the message has settings that would.
    static Result<Pipeline> prepare(CompressOptions options);

    /// Reads the model's files for their hashes and compares with the run that is to go on, before anything is written.
    /// run() does it if it was not done. Errors: `run.resume.mismatch`, `run.fork.mismatch`: what differs; `run.ranks`:
    /// the ranks were asked for different runs; `run.rank.lost`. @throws Cancelled
    Result<void> identify(const CancelToken& cancel);

    /// What would be done: stages with their modifiers and how many modules each touches.
    nlohmann::json plan() const;

    Pipeline(Pipeline&&) noexcept;
    Pipeline& operator=(Pipeline&&) noexcept;
    ~Pipeline();

    /// Sends RunBegun .. StageFinished through `events` (Hello, Memory, Finished and Failed are the caller's).
    /// @return the command line's JSON object: runDirectory, model, stages, sparsity, bytesBefore, bytesAfter, ...
    /// `sparsity` is the share of exact zeros in the Linears of the decoder layers (embedding, head and norms apart).
    /// Errors: `file.*`, `run.*` (`run.rank.lost`: another rank is gone; all of them can resume). Throws Cancelled, and
    /// what LibTorch throws; what is finished then remains, and the manifest says why the run ended.
    Result<nlohmann::json> run(const EventSink& events, const CancelToken& cancel);

private:
    explicit Pipeline(std::unique_ptr<PreparedRun> run);
    std::unique_ptr<PreparedRun> m_run;
};

} // namespace espalier::compress
