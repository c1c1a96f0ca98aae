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
    std::filesystem::path output; ///< run directory; must hold no manifest.json and no stage_* folder
    recipe::Recipe recipe;
    std::vector<std::filesystem::path> calibrationFiles; ///< needed when a modifier calibrates
    std::vector<std::filesystem::path> evaluationFiles;  ///< empty: no held-out perplexity
    text::DatasetOptions dataset;
    std::size_t samples = 128;     ///< calibration windows; fewer if the text has fewer
    std::int64_t windowTokens = 0; ///< 0: min(2048, the model's context)
    std::uint64_t seed = 0;        ///< stored; nothing in today's algorithms draws random numbers
    int threads = 0;               ///< 0: as LibTorch is set
    std::uint64_t memoryBytes = 0; ///< to stay within; 0: what the machine has free
    bool halfActivations = false;  ///< hidden states between layers in bf16
    /// The process' peak memory so far in bytes, for the result and the manifest (the worker's sampler knows it).
    std::function<std::uint64_t()> peakMemory;
};

/// One compression run: every stage of a recipe, decoder layer by decoder layer.
///
/// prepare() reads and checks everything that can be wrong with the input and writes nothing, so that a bad recipe or a
/// short text leaves no directory behind. run() then writes `output`:
/// `stage_<name>/` (a model folder, renamed into place when complete), `recipe.yaml`, `manifest.json` (its `status` is
/// running, finished, cancelled or failed; a reader that finds "running" without a living process calls it
/// interrupted). events.jsonl is the caller's (it owns the event sink).
class Pipeline
{
public:
    /// Errors: `model.*` (`model.moe.unsupported`: the model has routed experts), `tokenizer.*`, `data.*`, `recipe.*`
    /// (targets that match nothing, modifiers that are not known), `run.data` (calibration text is needed),
    /// `run.exists`, `run.window`.
    /// `run.memory`, `disk.full`: the run cannot fit; the message has settings that would.
    static Result<Pipeline> prepare(CompressOptions options);

    /// What would be done: stages with their modifiers and how many modules each touches.
    nlohmann::json plan() const;

    Pipeline(Pipeline&&) noexcept;
    Pipeline& operator=(Pipeline&&) noexcept;
    ~Pipeline();

    /// Sends RunBegun .. StageFinished through `events` (Hello, Memory, Finished and Failed are the caller's).
    /// @return the command line's JSON object: runDirectory, model, stages, sparsity, bytesBefore, bytesAfter, ...
    /// `sparsity` is the share of exact zeros in the Linears of the decoder layers (embedding, head and norms apart).
    /// Errors: `file.*`. Throws Cancelled, and what LibTorch throws; finished stages then remain, an unfinished one
    /// leaves nothing, and the manifest says why the run ended.
    Result<nlohmann::json> run(const EventSink& events, const CancelToken& cancel);

private:
    struct State;
    explicit Pipeline(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace espalier::compress
