#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/calibration.h"
#include "core/compress/fork.h"
#include "core/compress/layer_scope.h"
#include "core/compress/model_view.h"
#include "core/compress/modifier.h"
#include "core/compress/plan/run_plan.h"
#include "core/compress/reference_stream.h"
#include "core/compress/run_context.h"
#include "core/compress/stage_journal.h"
#include "core/compress/stage_report.h"
#include "core/compress/stage_writer.h"
#include "core/eval/reference/probe.h"
#include "core/nn/language_model.h"
#include "core/text/tokenizer.h"

namespace espalier::compress {

/// What a stage works with.
struct StageInput
{
    std::string name;
    std::filesystem::path folder; ///< of the output; there already only if a run ended right after this stage
    model::Checkpoint checkpoint;
    model::Checkpoint source;                             ///< that the run started from
    std::vector<std::unique_ptr<Modifier>> modifiers;     ///< in recipe order
    const Windows* probe = nullptr;                       ///< may be empty: no probe
    const eval::ProbeReference* probeReference = nullptr; ///< of the source, for the divergence; may be null
    nlohmann::json probeProtocol;                         ///< what only the caller knows of it
    plan::StageForecast forecast;                         ///< for the progress
    HiddenStorage hidden;       ///< of the windows between two layers, of all models that are followed together
    const Fork* fork = nullptr; ///< a new stage takes its first layers from there
    /// Of all that the result depends on; a stage begun under another one is refused.
    nlohmann::json fingerprint = nullptr;
};

/// Ranges of a layer's keys (after rotation) and values, where a modifier of the stage quantizes their cache.
struct ObservedKeysAndValues
{
    explicit ObservedKeysAndValues(const formats::QuantizationArgs& args) : keys(args), values(args) {}

    RangeObserver keys;
    RangeObserver values;
};
using KeyValueRanges = std::optional<ObservedKeysAndValues>;

/// One stage: the embedding, each decoder layer with inputs that come from the compressed layers before it, the head.
/// Each is on the disk, and in the stage's journal, before the next begins: a stage whose process ended goes on after
/// the last of them, with the same numbers, because all that follows is computed from weights as they are stored.
/// Calibration windows (RunData::calibration) may be none: no Hessians, no output errors.
class StageRunner
{
public:
    StageRunner(StageInput input, RunContext& context);

    /// Goes on where `<folder>.partial` says that an earlier runner ended, else begins. The folder's journal.json stays
    /// until forgetJournal().
    /// Errors: `file.*`, `disk.full`, `run.format`, `run.journal`, `run.resume.mismatch`,
    /// `run.fork.mismatch`, `model.*`. Throws Cancelled
    /// and LibTorch's exceptions; what is finished then stays for the next runner.
    Result<StageReport> run();

    /// The caller has stored the report.
    static void forgetJournal(const std::filesystem::path& folder);
    /// The first section that is not finished, of a stage whose folder is `folder`; nothing: it has not begun.
    static std::optional<int> nextSection(const std::filesystem::path& folder);

private:
    Result<void> checkReference() const;
    Result<void> begin();
    Result<void> takeUp();
    Result<void> takeFork();
    Result<void> goOn();
    Result<void> sections();
    Result<void> embedding();
    Result<void> decoderLayer(int layer);
    void passFinishedLayer(int layer);
    void passLeftOutLayer(int layer);
    Result<void> head();
    Result<void> closeSection(int section);
    Result<void> commit();
    Result<void> verify();

    bool isFinished(int section) const;
    double passWork(const model::LayerSpec& layer) const;
    double observeWork(const model::LayerSpec& layer) const;
    double workOf(int layer) const;
    double finishedWork() const;

    ModuleScope& addModule(LayerScope& scope, const ModulePlan& plan, at::Tensor weight);
    void runModifiers(LayerScope& scope);
    InputStatistics wantedBefore(int layer) const;
    InputStatistics wantedAfter(int layer) const;
    void startReferences();
    void loadReferences(int layer);
    void observe(const nn::Block& layer, InputStatistics& statistics, KeyValueRanges& keysAndValues);
    void takeKeyValueRanges(int layer, const KeyValueRanges& observed, InputRanges& ranges);
    void propagate(const nn::Block& block, InputStatistics& statistics);
    bool comparesBlocks() const;
    std::optional<BlockWindows> blockWindows() const;
    std::optional<double> divergence();
    void takeRanges(const std::vector<const ModulePlan*>& plans, bool ofCompressed, const InputStatistics& statistics,
                    InputRanges& ranges) const;
    std::optional<nn::InputQuantizer> inputQuantizer(const ModulePlan& plan, const InputRanges& ranges) const;
    void simulateInputs(nn::Block& block, int layer, const InputRanges& ranges) const;
    void countZeros(const nn::Block& block);
    void finishLayer(int layer, double seconds);
    void collect(LayerScope& scope);
    void probe(bool always);

    StageInput m_input;
    RunContext& m_context;
    ModelView m_model;
    std::vector<Modifier*> m_order; ///< as they work on a layer
    std::optional<StageWriter> m_writer;
    std::optional<StageJournal> m_journal;
    std::optional<model::Checkpoint> m_finished; ///< the partial folder, of a stage that goes on
    nn::Ends m_ends;
    nn::Block m_block;
    nn::Block m_finishedBlock; ///< of m_finished
    nn::RotaryTable m_rotary;
    HiddenStates m_hidden;
    std::optional<ReferenceStream> m_stageStream;  ///< the stage's input model, where a modifier asks for it
    std::optional<ReferenceStream> m_sourceStream; ///< the run's source, where a modifier asks for it and it is another
    std::optional<ReferenceStream> m_sourceProbe;  ///< the source on the probe windows
    bool m_stageAdvanced = false;                  ///< m_stageStream has passed the layer at hand
    std::int64_t m_tokens = 0;                     ///< of calibration
    std::optional<eval::Probe> m_probe;
    double m_probeSeconds = 0.0;
    double m_advanceSeconds = 0.0; ///< one layer of the probe windows
    double m_lastProbe = -1.0;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    StageReport m_part;   ///< of the section in work
    StageReport m_report; ///< of the sections that are finished
};

} // namespace espalier::compress
