#include "core/compress/pipeline.h"

#include <algorithm>
#include <limits>
#include <new>
#include <optional>

#include <ATen/Parallel.h>

#include "core/compress/prepared_run.h"
#include "core/compress/run_error.h"
#include "core/compress/run_record.h"
#include "core/compress/stage_runner.h"
#include "core/compress/training/training_stage.h"
#include "core/eval/perplexity.h"
#include "core/eval/reference/reference_logits.h"
#include "core/nn/threads.h"
#include "core/recipe/diagnostic_error.h"

namespace espalier::compress {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::uint64_t weightBytes(const model::Checkpoint& checkpoint)
{
    std::uint64_t sum = 0;
    for (const fs::path& file : checkpoint.files()) {
        std::error_code ignored;
        sum += fs::file_size(file, ignored);
    }
    return sum;
}

/// Carries a prepared run out, stage by stage.
class Execution
{
public:
    Execution(PreparedRun& run, RunRecord& record, RunContext& context)
        : m_run(run), m_record(record), m_context(context), m_ranks(run.options.ranks)
    {
    }

    /// @return what Pipeline::run() returns
    Result<json> run()
    {
        announce();
        if (auto begun = m_record.begin(); !begun)
            return begun.error();
        m_result["stages"] = json::array();
        const auto before = evaluate(m_run.source, "before", {});
        if (!before)
            return before.error();
        if (m_ranks.leads() && !m_run.texts.probe.empty())
            m_probeReference.emplace(m_run.source, m_run.texts.probe, m_context.cancel());
        model::Checkpoint current = m_run.source;
        for (std::size_t i = 0; i < m_run.stages.size(); ++i) {
            auto output = carryOut(i, current);
            if (!output)
                return output.error();
            current = output.take();
        }
        return conclude(current, *before);
    }

private:
    /// Says what begins, or where a run goes on.
    void announce()
    {
        protocol::RunBegun begun{
            m_run.options.model.string(), {}, int(m_run.source.spec().layers.size()), {}, m_run.protocol()};
        for (const PlannedStage& stage : m_run.stages)
            begun.stages.push_back(stage.name);
        begun.targetSparsity = targetSparsity();
        if (!m_run.earlier.is_null())
            sayWhereItGoesOn(begun);
        const bool goesOn = begun.resumedStage.has_value();
        std::string where = "Goes on with stage " + begun.resumedStage.value_or("");
        if (const int layer = begun.resumedLayer.value_or(-1); layer >= 0 && layer < begun.layers)
            where += " at layer " + std::to_string(layer);
        m_context.emit(std::move(begun));
        if (goesOn)
            m_context.info(where + ".");
        warn();
    }

    std::optional<double> targetSparsity() const
    {
        for (const recipe::ResolvedStage& stage : m_run.resolved.stages) {
            for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
                if (modifier.schema->kind == recipe::ModifierKind::Pruning && !modifier.modules.empty() &&
                    modifier.modules.front().sparsity)
                    return modifier.modules.front().sparsity;
            }
        }
        return std::nullopt;
    }

    void sayWhereItGoesOn(protocol::RunBegun& begun)
    {
        for (const PlannedStage& stage : m_run.stages) {
            begun.resumedStage = stage.name;
            if (m_record.finishedStage(stage.name))
                continue;
            begun.resumedLayer = StageFolder::nextSection(m_run.stageFolder(stage.name));
            return;
        }
    }

    void warn() const
    {
        const auto compare = [&](const char* what, int now) {
            const json before = m_run.earlier.is_object() ? m_run.earlier.value(what, json()) : json();
            if (before.is_number_integer() && before != now)
                m_context.warn("The run began with " + before.dump() + " " + what + " and goes on with " +
                               std::to_string(now) + ": sums are rounded in another order.");
        };
        compare("threads", at::get_num_threads());
        compare("ranks", m_ranks.size());
        if (const std::string& from = m_run.source.dequantizedFrom(); !from.empty())
            m_context.warn("The model's weights were quantized before (" + from +
                           ") and are dequantized for this run: what that rounding lost stays lost. Compress the "
                           "original model where you can.");
        for (const recipe::Diagnostic& diagnostic : m_run.resolved.diagnostics) {
            if (diagnostic.severity == recipe::Severity::Warning)
                m_context.warn(diagnostic.message + " (" + recipe::placeOf(diagnostic, "recipe") + ")");
        }
    }

    /// @param kind "before", or "after" a stage
    /// @return the held-out perplexity; nothing without held-out text, and on other ranks than the first
    Result<std::optional<double>> evaluate(const model::Checkpoint& checkpoint, const std::string& kind,
                                           const std::string& stage)
    {
        if (m_run.texts.evaluation.empty() || !m_ranks.leads())
            return std::optional<double>();
        const double work = m_run.forecast.evaluationSeconds;
        const std::string key = kind == "before" ? kind : stage;
        const json known = m_record.manifest().value("figures", json::object()).value(key, json());
        if (known.is_object() && known.contains("perplexity") && known["perplexity"].is_number()) {
            m_context.skip(work);
            return std::optional(known["perplexity"].get<double>());
        }
        double reported = 0.0;
        eval::EvaluationOptions options;
        options.cancel = m_context.cancel();
        options.progress = [&](double fraction) {
            m_context.advance("evaluation", work * (fraction - reported));
            reported = fraction;
        };
        eval::ReferenceLogits reference(checkpoint);
        const auto figure =
            eval::evaluatePerplexity(reference, {m_run.texts.evaluation}, m_run.texts.protocol, options);
        if (!figure)
            return figure.error();
        m_context.emit(protocol::Perplexity{kind,
                                            stage,
                                            int(checkpoint.spec().layers.size()),
                                            figure->perplexity,
                                            figure->standardError,
                                            figure->windows,
                                            eval::toJson(figure->protocol),
                                            {}});
        m_record.manifest()["figures"][key] = eval::toJson(*figure);
        if (auto saved = m_record.save(); !saved)
            return saved.error();
        return std::optional<double>(figure->perplexity);
    }

    Result<model::Checkpoint> carryOut(std::size_t index, const model::Checkpoint& input)
    {
        json* finished = m_record.finishedStage(m_run.stages[index].name);
        if (!m_ranks.share(finished ? "finished" : "", 0).empty()) // as rank 0 sees it
            return finished ? skipStage(*finished, index) : outOfSight(m_run.stages[index].name);
        auto stage = planStage(m_run.options.recipe, index, input);
        return stage ? runStage(stage.take(), index, input) : stage.error();
    }

    /// @return an error
    Error outOfSight(const std::string& stage) const
    {
        return {"run.ranks",
                "Rank 0 has finished stage " + stage +
                    ", and this rank does not find it: the run directory must lie on a "
                    "file system that all ranks see.",
                m_run.options.output.string()};
    }

    Result<model::Checkpoint> skipStage(json& described, std::size_t index)
    {
        const std::string& name = m_run.stages[index].name;
        m_context.info("Stage " + name + " is finished.");
        m_context.skip(m_run.forecast.stages[index].seconds);
        auto output = model::Checkpoint::open(m_run.stageFolder(name));
        if (!output)
            return output.error();
        if (auto complete = output->requireComplete(); !complete)
            return complete.error();
        if (auto finished = finishStage(described, *output); !finished)
            return finished.error();
        return output;
    }

    Result<model::Checkpoint> runStage(PlannedStage stage, std::size_t index, const model::Checkpoint& input)
    {
        const std::vector<std::string>& names = stage.names;
        m_context.emit(protocol::StageBegun{stage.name, int(index), names});
        const fs::path folder = m_run.stageFolder(stage.name);
        const bool shared = stage.canBeShared(m_run.texts.data.calibration.size(), m_ranks.size());
        if (!shared && !m_ranks.alone())
            m_context.info("Stage " + stage.name + " cannot be shared out: rank 0 does it, and the others wait.");
        auto report = !shared && !m_ranks.leads() ? StageReport()
                      : stage.training            ? train(stage, folder, input)
                                                  : compress(stage, index, folder, input, shared ? m_ranks : Ranks());
        if (!report)
            return report.error();
        m_context.emit(protocol::StageFinished{stage.name, report->seconds, folder.string()});
        json described = toJson(*report);
        described["name"] = stage.name;
        described["folder"] = folder.filename().string();
        described["modifiers"] = names;
        for (std::size_t i = 0; i < report->decisions.size() && i < names.size(); ++i) {
            if (!report->decisions[i].is_null())
                described["decisions"].push_back({{"modifier", names[i]}, {"decision", report->decisions[i]}});
        }
        json& stages = m_record.manifest()["stages"];
        stages.push_back(std::move(described));
        if (auto saved = m_record.save(); !saved)
            return saved.error();
        m_ranks.barrier(); // the folder is there for all
        auto output = model::Checkpoint::open(folder);
        if (!output)
            return output.error();
        if (auto finished = finishStage(stages.back(), *output); !finished)
            return finished.error();
        return output;
    }

    Result<StageReport> compress(PlannedStage& stage, std::size_t index, const fs::path& folder,
                                 const model::Checkpoint& input, const Ranks& ranks)
    {
        const plan::StageForecast& forecast = m_run.forecast.stages[index];
        StageInput work{stage.name,
                        folder,
                        input,
                        m_run.source,
                        std::move(stage.modifiers),
                        probe(),
                        forecast,
                        hiddenStorage(forecast.memory)};
        work.device = m_run.options.device;
        work.ranks = ranks;
        work.fork = m_run.fork && m_run.fork->stage == stage.name ? &*m_run.fork : nullptr;
        if (work.fork)
            work.forkDecisions = work.fork->decisionsFor(m_run.options.recipe.stages[index]);
        work.fingerprint = m_run.fingerprint;
        return StageRunner(std::move(work), m_context).run();
    }

    Result<StageReport> train(PlannedStage& stage, const fs::path& folder, const model::Checkpoint& input)
    {
        return runTraining({stage.name, folder, input, m_run.source, std::move(*stage.training), probe()}, m_context);
    }

    ProbeInput probe() const
    {
        static const Windows kNone;
        return {m_ranks.leads() ? &m_run.texts.probe : &kNone,
                m_probeReference ? &*m_probeReference : nullptr,
                {{"source", m_run.texts.probeSource},
                 {"join", m_run.options.dataset.recordJoin},
                 {"beginOfSequence", m_run.texts.protocol.beginOfSequence}}};
    }

    /// Where a stage's hidden states lie, so that it stays within the memory that it may use.
    HiddenStorage hiddenStorage(const plan::StageMemory& memory) const
    {
        HiddenStorage storage;
        storage.type = m_run.options.halfActivations ? at::kBFloat16 : at::kFloat;
        storage.folder = m_run.options.output;
        const std::uint64_t inMemory = plan::hiddenInMemory(memory, m_run.memoryBudget());
        storage.memoryBytes = inMemory / memory.streams;
        if (inMemory < memory.hidden)
            m_context.info(std::to_string((memory.hidden - inMemory) >> 20) + " of " +
                           std::to_string(memory.hidden >> 20) + " MiB of activations lie on disk.");
        return storage;
    }

    /// Measures a stage whose folder and figures are stored.
    Result<void> finishStage(json& described, const model::Checkpoint& output)
    {
        if (m_ranks.leads())
            StageFolder::forgetJournal(output.folder());
        const std::string name = described.value("name", std::string());
        const auto perplexity = evaluate(output, "after", name);
        if (!perplexity)
            return perplexity.error();
        if (*perplexity)
            described["perplexity"] = **perplexity;
        const auto known = [&](const char* key) { return described.contains(key) ? described[key] : json(nullptr); };
        m_result["stages"].push_back({{"name", name},
                                      {"seconds", described["seconds"]},
                                      {"modifiers", described["modifiers"]},
                                      {"kl", known("kl")},
                                      {"activationBytesOnDisk", known("activationBytesOnDisk")},
                                      {"perplexity", known("perplexity")}});
        return {};
    }

    Result<json> conclude(const model::Checkpoint& output, std::optional<double> perplexityBefore)
    {
        json& manifest = m_record.manifest();
        const json& last = manifest["stages"].back();
        const auto zeros = last.value("zeros", std::int64_t(0));
        const auto weights = last.value("weights", std::int64_t(0));
        const auto& peakMemory = m_run.options.peakMemory;
        m_result["runDirectory"] = m_run.options.output.string();
        m_result["model"] = output.folder().string();
        m_result["sparsity"] = weights > 0 ? double(zeros) / double(weights) : 0.0;
        m_result["zeros"] = zeros;
        m_result["bytesBefore"] = weightBytes(m_run.source);
        m_result["bytesAfter"] = weightBytes(output);
        m_result["probeSource"] = m_run.texts.probeSource;
        m_result["perplexityBefore"] = perplexityBefore ? json(*perplexityBefore) : json(nullptr);
        m_result["perplexityAfter"] = m_result["stages"].back()["perplexity"];
        m_result["seconds"] = m_record.seconds();
        m_result["peakMemoryBytes"] = peakMemory ? json(peakMemory()) : json(nullptr);
        for (const auto& [key, value] : m_result.items()) {
            if (key != "stages" && key != "runDirectory" && key != "model")
                manifest["figures"][key] = value;
        }
        if (auto saved = m_record.finish(); !saved)
            return saved.error();
        m_context.advance("finished", std::numeric_limits<double>::max()); // whatever the estimate left over
        return m_result;
    }

    PreparedRun& m_run;
    RunRecord& m_record;
    RunContext& m_context;
    const Ranks& m_ranks;
    std::optional<eval::ProbeReference> m_probeReference;
    json m_result;
};

Error lostRank(const RankLost& lost, const PreparedRun& run)
{
    return {"run.rank.lost",
            std::string(lost.what()) + ". What is finished stays: start all ranks again with --resume.",
            run.options.output.string()};
}

} // namespace

Pipeline::Pipeline(std::unique_ptr<PreparedRun> run) : m_run(std::move(run)) {}
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

Result<Pipeline> Pipeline::prepare(CompressOptions options)
{
    auto run = PreparedRun::prepare(std::move(options));
    if (!run)
        return run.error();
    return Pipeline(run.take());
}

Result<void> Pipeline::identify(const CancelToken& cancel)
{
    try {
        return m_run->identify(cancel);
    } catch (const RankLost& lost) {
        return lostRank(lost, *m_run);
    }
}

json Pipeline::plan() const
{
    return m_run->plan();
}

Result<json> Pipeline::run(const EventSink& events, const CancelToken& cancel)
{
    PreparedRun& run = *m_run;
    if (run.options.threads > 0)
        nn::setThreads(run.options.threads);
    if (auto known = identify(cancel); !known) // the manifest of the run that was asked for stays as it is
        return known.error();
    std::error_code failed;
    fs::create_directories(run.options.output, failed);
    if (failed)
        return Error{"file.write", "The folder cannot be made: " + failed.message() + ".", run.options.output.string()};
    RunContext context(events, cancel, run.forecast.seconds(), run.texts.data);
    RunRecord record(run);
    const auto abandon = [&](const std::string& status, const Error& error) {
        if (const auto saved = record.abandon(status, error); !saved)
            context.warn("manifest.json could not be brought up to date: " + toString(saved.error()));
    };
    try {
        auto result = Execution(run, record, context).run();
        if (!result)
            abandon("failed", result.error());
        return result;
    } catch (const RunError& stopped) {
        abandon("failed", stopped.error);
        return stopped.error;
    } catch (const RankLost& lost) {
        abandon("failed", lostRank(lost, run));
        return lostRank(lost, run);
    } catch (const Cancelled&) {
        abandon("cancelled", {"cancelled", "The run was cancelled.", {}});
        throw;
    } catch (const std::bad_alloc&) {
        abandon("failed",
                {"worker.memory", "There was not enough memory for the run. Take fewer or shorter samples.", {}});
        throw;
    } catch (const std::exception& exception) {
        const std::string text = exception.what(); // LibTorch appends a stack trace
        abandon("failed", {"run.failed", text.substr(0, text.find('\n')), {}});
        throw;
    }
}

} // namespace espalier::compress
