#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/compress/run_context.h"
#include "core/recipe/recipe.h"
#include "core/text/dataset.h"

namespace espalier::compress {

/// What `compress` is asked to do.
struct CompressOptions
{
    std::filesystem::path model;  ///< Hugging Face folder
    std::filesystem::path output; ///< run directory; must hold no manifest.json and no stage_* folder but to resume
    recipe::Recipe recipe;
    std::vector<std::filesystem::path> calibrationFiles; ///< needed when a modifier calibrates
    std::vector<std::filesystem::path> evaluationFiles;  ///< empty: no held-out perplexity
    text::DatasetOptions dataset;
    std::size_t samples = 128;        ///< calibration windows; fewer if the text has fewer
    std::int64_t windowTokens = 0;    ///< 0: min(2048, the model's context)
    std::uint64_t seed = 0;           ///< stored; of everything that draws random numbers
    int threads = 0;                  ///< 0: as LibTorch is set
    std::uint64_t memoryBytes = 0;    ///< to stay within; 0: what the machine has free
    bool halfActivations = false;     ///< hidden states between layers in bf16
    bool resume = false;              ///< go on with the run that is in `output`, if one is
    std::filesystem::path forkFrom;   ///< stage of another run whose first layers are taken over (Fork); may be empty
    int forkLayer = 0;                ///< that work begins at
    nlohmann::json request = nullptr; ///< what the caller was asked, kept in the manifest for whoever resumes
    /// The process' peak memory so far in bytes, for the result and the manifest (the worker's sampler knows it).
    std::function<std::uint64_t()> peakMemory;
};

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
    /// Errors: `model.*` (`model.moe.unsupported`: the model has routed experts), `tokenizer.*`, `data.*`, `recipe.*`
    /// (targets that match nothing, modifiers that are not known), `run.data` (calibration text is needed),
    /// `run.exists`, `run.window`, `run.manifest`, `run.resume.mismatch` (the directory's stages belong to no run that
    /// could go on), `run.fork.*`; `run.memory`, `disk.full`: the run cannot fit; the message has settings that would.
    static Result<Pipeline> prepare(CompressOptions options);

    /// Reads the model's files for their hashes and compares with the run that is to go on, before anything is written.
    /// run() does it if it was not done. Errors: `run.resume.mismatch`, `run.fork.mismatch`: what differs. @throws
    /// Cancelled
    Result<void> identify(const CancelToken& cancel);

    /// What would be done: stages with their modifiers and how many modules each touches.
    nlohmann::json plan() const;

    Pipeline(Pipeline&&) noexcept;
    Pipeline& operator=(Pipeline&&) noexcept;
    ~Pipeline();

    /// Sends RunBegun .. StageFinished through `events` (Hello, Memory, Finished and Failed are the caller's).
    /// @return the command line's JSON object: runDirectory, model, stages, sparsity, bytesBefore, bytesAfter, ...
    /// `sparsity` is the share of exact zeros in the Linears of the decoder layers (embedding, head and norms apart).
    /// Errors: `file.*`, `run.*`. Throws Cancelled, and what LibTorch throws; what is finished then remains, and the
    /// manifest says why the run ended.
    Result<nlohmann::json> run(const EventSink& events, const CancelToken& cancel);

private:
    struct State;
    explicit Pipeline(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace espalier::compress
