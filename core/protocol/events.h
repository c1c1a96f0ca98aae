#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::protocol {

/// What a worker says while it works. The same objects are sent as frames and appended to events.jsonl.
/// Figures that are not known are absent (optional), never NaN. A figure that is not finite (a model that broke down)
/// is null in JSON and reads back as NaN.

struct Hello
{
    std::string magic = "espalier-worker";
    int version = 1;
    std::string build; ///< program version
};

struct RunBegun
{
    std::string model;
    std::vector<std::string> stages;
    int layers = 0;
    std::optional<double> targetSparsity;         ///< 0..1, of the first pruning modifier
    nlohmann::json protocol;                      ///< of the probe and held-out figures
    std::optional<std::string> resumedStage = {}; ///< of a run that goes on: where
    std::optional<int> resumedLayer = {};         ///< -1: the embedding; past the last layer: the head; absent: the
                                                  ///< stage had not begun
};

struct StageBegun
{
    std::string stage;
    int index = 0;
    std::vector<std::string> modifiers;
};

struct LayerBegun
{
    std::string stage;
    int layer = 0;
};

/// Work inside a phase, for the progress bar: `done` of `total` units.
struct Progress
{
    std::string phase;                ///< "calibration", "evaluation", "writing", "training", ...
    double fraction = 0.0;            ///< of the whole job, 0..1, never falls
    std::optional<double> etaSeconds; ///< of the whole job; absent before 3 %
};

struct ModuleResult
{
    std::string module; ///< full name
    std::string role;   ///< "q", "k", ..., "embedding", "head"
    int layer = -1;     ///< -1 outside the decoder layers
    std::string modifier;
    std::optional<double> relativeError; ///< ||(W - W')X||^2 / ||WX||^2, against the weights before the stage, on the
                                         ///< inputs X that come from the compressed layers before
    double sparsity = 0.0;               ///< share of exact zeros after
    double seconds = 0.0;
    std::optional<double> dampening;       ///< used share of the Hessian's mean diagonal
    std::string note;                      ///< "damping raised to 0.1", "rounded to nearest: ..."; empty normally
    std::optional<double> denseError = {}; ///< ||WX - W'X'||^2 / ||WX||^2, X of the stage's uncompressed input model,
                                           ///< X' from the compressed layers; where the run follows both
    std::optional<double> signalToNoiseDb = {}; ///< 10 log10 ||W||^2 / ||W - W'||^2; absent if nothing changed
};

struct LayerFinished
{
    std::string stage;
    int layer = 0;
    double seconds = 0.0;
    std::optional<double> divergence = {}; ///< ||h - h'||^2 / ||h||^2 of the hidden state after the layer on the probe
                                           ///< windows, h of the run's source model
};

/// A perplexity on the way (probe; in a train stage on its selection windows) or of a whole model.
struct Perplexity
{
    std::string kind; ///< "probe", "heldOut" (a train stage's), "before", "after"
    std::string stage;
    int layersDone = 0;
    double perplexity = 0.0;
    double standardError = 0.0;
    std::int64_t windows = 0;
    nlohmann::json protocol;
    std::optional<double> kl = {}; ///< mean KL(source model || model) over the probe's predictions, nats
};

struct Memory
{
    std::uint64_t residentBytes = 0; ///< RssAnon: the worker's own memory
    std::uint64_t peakBytes = 0;
};

/// A step of training a whole model, or of bringing one decoder layer near to another.
struct TrainingStep
{
    std::int64_t step = 0;
    std::int64_t steps = 0;
    double loss = 0.0; ///< nats per token of what is minimised; within a layer its output's relative squared error
    double learningRate = 0.0;
    std::string stage = {};             ///< of a compression run, else empty
    int layer = -1;                     ///< -1: the whole model
    std::string part = {};              ///< "attention", "feed-forward" or "block" of that layer
    std::optional<double> heldOut = {}; ///< `loss` on windows that are not trained on
};

struct Log
{
    std::string level; ///< "info", "warning", "error"
    std::string text;
};

struct StageFinished
{
    std::string stage;
    double seconds = 0.0;
    std::string folder;
};

/// The job's answer; keys as in the command line's JSON.
struct Finished
{
    nlohmann::json result;
};

struct Failed
{
    std::string
        code; ///< "cancelled", "interrupted" (its client went away), "worker.memory", "worker.lost", "recipe...", ...
    std::string message;
    std::string place;
};

using EventBody = std::variant<Hello, RunBegun, StageBegun, LayerBegun, Progress, ModuleResult, LayerFinished,
                               Perplexity, Memory, TrainingStep, Log, StageFinished, Finished, Failed>;

struct Event
{
    std::string job;      ///< id that the client gave; empty in Hello
    double seconds = 0.0; ///< since the job began
    EventBody body;
};

/// {"type": "moduleResult", "job": ..., "seconds": ..., fields...}; the `seconds` of ModuleResult, LayerFinished and
/// StageFinished are "moduleSeconds", "layerSeconds" and "stageSeconds" there.
nlohmann::json toJson(const Event& event);
/// `protocol.event` for unknown types and wrong fields; unknown extra fields are ignored.
Result<Event> eventFromJson(const nlohmann::json& json);

} // namespace espalier::protocol
