#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/calibration.h"
#include "core/compress/layer_scope.h"
#include "core/compress/model_view.h"
#include "core/compress/modifier.h"
#include "core/compress/reference_stream.h"
#include "core/compress/run_context.h"
#include "core/compress/stage_writer.h"
#include "core/eval/reference/probe.h"
#include "core/nn/language_model.h"
#include "core/text/tokenizer.h"

namespace espalier::compress {

/// What a stage works with.
struct StageInput
{
    std::string name;
    std::filesystem::path folder; ///< of the output; must not exist
    model::Checkpoint checkpoint;
    model::Checkpoint source;                             ///< that the run started from
    std::vector<std::unique_ptr<Modifier>> modifiers;     ///< in recipe order
    const Windows* probe = nullptr;                       ///< may be empty: no probe
    const eval::ProbeReference* probeReference = nullptr; ///< of the source, for the divergence; may be null
    nlohmann::json probeProtocol;                         ///< what only the caller knows of it
};

/// What came of it.
struct StageReport
{
    std::vector<ModuleFigures> modules;
    std::vector<nlohmann::json> layers; ///< {"layer", "seconds", "phases", "divergence"}
    std::vector<nlohmann::json> probes; ///< {"layersDone", "perplexity", "kl"}
    std::vector<std::string> modifiers;
    std::int64_t zeros = 0;              ///< exact zeros in the decoder layers' matrices
    std::int64_t weights = 0;            ///< of those
    std::optional<double> kl;            ///< to the source model on the probe windows
    std::optional<double> reloadedProbe; ///< the last probe again, from the folder as written
    double seconds = 0.0;
};

/// One stage: the embedding, each decoder layer with inputs that come from the compressed layers before it, the head.
/// Calibration windows (RunData::calibration) may be none: no Hessians, no output errors.
class StageRunner
{
public:
    StageRunner(StageInput input, RunContext& context);

    /// Errors: `file.*`, `disk.full`, `run.format`, `model.*`. Throws Cancelled and LibTorch's exceptions.
    Result<StageReport> run();

    /// Estimated seconds, in the units of RunContext::advance().
    static double work(const model::Checkpoint& checkpoint, const std::vector<std::unique_ptr<Modifier>>& modifiers,
                       const Windows& calibration);

private:
    Result<void> embedding();
    Result<void> decoderLayer(int layer);
    Result<void> head();
    Result<void> commit();

    ModuleScope& addModule(LayerScope& scope, const ModulePlan& plan, at::Tensor weight);
    void runModifiers(LayerScope& scope);
    InputStatistics wantedBefore(int layer) const;
    InputStatistics wantedAfter(int layer) const;
    void startReferences();
    void loadReferences(int layer);
    void observe(const nn::Block& block, InputStatistics& statistics);
    void propagate(const nn::Block& block, InputStatistics& statistics);
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
    nn::Ends m_ends;
    nn::Block m_block;
    nn::RotaryTable m_rotary;
    HiddenStates m_hidden;
    std::optional<ReferenceStream> m_stageStream;  ///< the stage's input model, where a modifier asks for it
    std::optional<ReferenceStream> m_sourceStream; ///< the run's source, where a modifier asks for it and it is another
    std::optional<ReferenceStream> m_sourceProbe;  ///< the source on the probe windows
    std::int64_t m_tokens = 0;                     ///< of calibration
    std::optional<eval::Probe> m_probe;
    double m_probeSeconds = 0.0;
    double m_advanceSeconds = 0.0; ///< one layer of the probe windows
    double m_lastProbe = -1.0;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    StageReport m_report;
};

} // namespace espalier::compress
