#include "core/compress/pipeline.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <new>
#include <optional>

#include <ATen/Parallel.h>

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/compress/fingerprint.h"
#include "core/compress/fork.h"
#include "core/compress/manifest.h"
#include "core/compress/modifier.h"
#include "core/compress/plan/budget.h"
#include "core/compress/plan/run_plan.h"
#include "core/compress/run_error.h"
#include "core/compress/run_texts.h"
#include "core/compress/schemas.h"
#include "core/compress/stage_journal.h"
#include "core/compress/stage_runner.h"
#include "core/compress/training/training_stage.h"
#include "core/eval/perplexity.h"
#include "core/eval/reference/reference_logits.h"
#include "core/eval/windows.h"
#include "core/nn/threads.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/parse.h"
#include "core/recipe/resolve.h"

namespace espalier::compress {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct PlannedStage
{
    std::string name;
    std::vector<std::unique_ptr<Modifier>> modifiers; ///< of a stage in one shot
    std::optional<TrainingPlan> training;             ///< of a train stage
    std::vector<std::string> names;                   ///< of the modifiers
    json plan;
};

bool hasErrors(const std::vector<recipe::Diagnostic>& diagnostics)
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const recipe::Diagnostic& d) { return d.severity == recipe::Severity::Error; });
}

std::uint64_t weightBytes(const model::Checkpoint& checkpoint)
{
    std::uint64_t sum = 0;
    for (const fs::path& file : checkpoint.files()) {
        std::error_code ignored;
        sum += fs::file_size(file, ignored);
    }
    return sum;
}

/// Of all files in a folder and below it.
std::uint64_t bytesIn(const fs::path& folder)
{
    std::uint64_t sum = 0;
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
        std::error_code failed;
        const std::uint64_t bytes = fs::file_size(entry.path(), failed);
        sum += failed ? 0 : bytes;
    }
    return sum;
}

Result<void> checkOutput(const fs::path& output)
{
    std::error_code ignored;
    bool used = fs::exists(output / "manifest.json", ignored);
    for (const auto& entry : fs::directory_iterator(output, ignored))
        used = used || entry.path().filename().string().rfind("stage_", 0) == 0;
    if (used)
        return Error{"run.exists", "The folder holds a run already. Choose another one.", output.string()};
    return {};
}

/// Calibration knows the inputs of a layer's seven Linears, not which tokens reach an expert.
Result<void> checkExperts(const model::Checkpoint& checkpoint)
{
    for (const model::LayerSpec& layer : checkpoint.spec().layers) {
        if (layer.moe)
            return Error{"model.moe.unsupported",
                         "The model's feed-forward parts are routed experts. Such models can be inspected, run and "
                         "evaluated, but this version cannot compress them.",
                         checkpoint.folder().string()};
    }
    return {};
}

/// Layers fit only behind what they were made from: the same model and the same stages before.
Result<void> checkFork(const Fork& fork, const json& fingerprint)
{
    json now = {{"model", fingerprint["model"]}, {"recipe", json::array()}};
    json before = {{"model", fork.manifest["fingerprint"].value("model", json())}, {"recipe", json::array()}};
    const auto takeStagesBefore = [&](const json& from, json& list) {
        for (const json& stage : from) {
            if (stage.value("stage", std::string()) == fork.stage)
                break;
            list.push_back(stage);
        }
    };
    takeStagesBefore(fingerprint["recipe"], now["recipe"]);
    takeStagesBefore(fork.manifest["fingerprint"].value("recipe", json::array()), before["recipe"]);
    if (const std::string difference = whatDiffers(now, before); !difference.empty())
        return Error{"run.fork.mismatch",
                     "The layers cannot be taken over, because they were made from something else: " + difference + ".",
                     fork.checkpoint.folder().string()};
    return {};
}

} // namespace

struct Pipeline::State
{
    static Result<PlannedStage> planStage(const recipe::ResolvedStage& stage);
    /// The stage's modifiers for the model that the stages before it have left, whose modules may be others by now.
    Result<PlannedStage> planStage(std::size_t index, const model::Checkpoint& input) const;

    explicit State(CompressOptions asked, model::Checkpoint opened)
        : options(std::move(asked)), source(std::move(opened)), manifest(options.output)
    {
    }

    Result<void> planStages();
    Result<void> planData();
    Result<void> planResources();
    HiddenStorage hiddenStorage(const plan::StageMemory& memory, const RunContext& context) const;
    std::uint64_t memoryBudget() const
    {
        return options.memoryBytes ? options.memoryBytes : plan::availableMemoryBytes();
    }

    Result<void> planResume();
    Result<void> planFork();

    Result<void> identify(const CancelToken& cancel);
    Result<json> run(RunContext& context);
    void announce(RunContext& context);
    Result<void> beginManifest();
    Result<void> takeForkedStages();
    json* finishedStage(const std::string& name);
    Result<model::Checkpoint> carryOut(std::size_t index, const model::Checkpoint& input, RunContext& context);
    Result<model::Checkpoint> skipStage(json& described, std::size_t index, RunContext& context);
    Result<void> finishStage(json& described, const model::Checkpoint& output, RunContext& context);
    double secondsSoFar() const;
    double secondsBefore();
    Result<std::optional<double>> evaluate(const model::Checkpoint& checkpoint, const std::string& kind,
                                           const std::string& stage, RunContext& context);
    Result<model::Checkpoint> runStage(PlannedStage stage, std::size_t index, const model::Checkpoint& input,
                                       RunContext& context);
    Result<StageReport> compress(PlannedStage& stage, std::size_t index, const fs::path& folder,
                                 const model::Checkpoint& input, RunContext& context);
    Result<StageReport> train(PlannedStage& stage, const fs::path& folder, const model::Checkpoint& input,
                              RunContext& context) const;
    json probeProtocol() const;
    json runProtocol() const;

    CompressOptions options;
    model::Checkpoint source;
    recipe::ResolvedRecipe resolved;
    std::vector<recipe::Diagnostic> diagnostics;
    std::vector<PlannedStage> stages;
    RunTexts texts;
    plan::RunPlan forecast;
    std::optional<eval::ProbeReference> probeReference;
    Manifest manifest;
    json earlier;     ///< manifest of the run that goes on; null: a new run
    json inputs;      ///< files and their hashes
    json fingerprint; ///< runFingerprint()
    std::optional<Fork> fork;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    double earlierSeconds = 0.0; ///< that the run took before
    json result;
};

Pipeline::Pipeline(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

Result<Pipeline> Pipeline::prepare(CompressOptions options)
{
    if (auto free = options.resume ? Result<void>() : checkOutput(options.output); !free)
        return free.error();
    auto checkpoint = model::Checkpoint::open(options.model);
    if (!checkpoint)
        return checkpoint.error();
    if (auto dense = checkExperts(*checkpoint); !dense)
        return dense.error();
    if (auto complete = checkpoint->requireComplete(); !complete)
        return complete.error();
    auto state = std::make_unique<State>(std::move(options), checkpoint.take());
    if (auto planned = state->planStages(); !planned)
        return planned.error();
    if (auto planned = state->planData(); !planned)
        return planned.error();
    if (auto fits = state->planResources(); !fits)
        return fits.error();
    if (auto planned = state->planResume(); !planned)
        return planned.error();
    if (auto planned = state->planFork(); !planned)
        return planned.error();
    return Pipeline(std::move(state));
}

Result<PlannedStage> Pipeline::State::planStage(const recipe::ResolvedStage& stage)
{
    PlannedStage planned;
    planned.name = stage.stage->name;
    planned.plan = {{"name", planned.name}, {"modifiers", json::array()}};
    for (const recipe::ResolvedModifier& resolvedModifier : stage.modifiers) {
        const std::string& type = resolvedModifier.modifier->type;
        planned.names.push_back(type);
        planned.plan["modifiers"].push_back({{"type", type}, {"modules", resolvedModifier.modules.size()}});
    }
    if (stage.stage->runType == recipe::RunType::Train) {
        auto training = planTraining(stage);
        if (!training)
            return training.error();
        planned.training = training.take();
        return planned;
    }
    for (const recipe::ResolvedModifier& resolvedModifier : stage.modifiers) {
        const std::string& type = resolvedModifier.modifier->type;
        if (trainsOnly(type))
            return Error{"recipe.modifier.stage",
                         type + " works in train stages alone. Give its stage run_type: train.",
                         "line " + std::to_string(resolvedModifier.modifier->location.line)};
        const ModifierFactory factory = findModifier(type);
        if (!factory)
            return Error{"recipe.modifier.later", type + " cannot be run by this version.", {}};
        auto modifier = factory(resolvedModifier);
        if (!modifier)
            return modifier.error();
        planned.modifiers.push_back(modifier.take());
    }
    return planned;
}

Result<PlannedStage> Pipeline::State::planStage(std::size_t index, const model::Checkpoint& input) const
{
    recipe::Recipe alone = options.recipe;
    alone.stages = {options.recipe.stages[index]};
    const recipe::ResolvedRecipe matched = recipe::resolve(alone, input.tree(), modifierSchemas());
    if (matched.hasErrors())
        return recipe::firstError(matched.diagnostics, "recipe");
    return planStage(matched.stages.front());
}

Result<void> Pipeline::State::planStages()
{
    const recipe::SchemaRegistry& schemas = modifierSchemas();
    if (const auto problems = recipe::checkRunnable(options.recipe, schemas); hasErrors(problems))
        return recipe::firstError(problems, "recipe");
    resolved = recipe::resolve(options.recipe, source.tree(), schemas);
    if (resolved.hasErrors())
        return recipe::firstError(resolved.diagnostics, "recipe");
    diagnostics = resolved.diagnostics;
    for (const recipe::ResolvedStage& stage : resolved.stages) {
        auto planned = planStage(stage);
        if (!planned)
            return planned.error();
        stages.push_back(planned.take());
    }
    if (stages.empty())
        return Error{"recipe.empty", "The recipe has no stage: there is nothing to do.", {}};
    return {};
}

Result<void> Pipeline::State::planData()
{
    const auto any = [this](auto asks) {
        return std::any_of(stages.begin(), stages.end(), [&](const PlannedStage& stage) {
            return std::any_of(stage.modifiers.begin(), stage.modifiers.end(), asks);
        });
    };
    const bool trains =
        std::any_of(stages.begin(), stages.end(), [](const PlannedStage& stage) { return stage.training.has_value(); });
    const bool calibrates = trains || any([](const auto& modifier) { return modifier->needsCalibration(); });
    if (calibrates && (options.calibrationFiles.empty() || options.samples == 0))
        return Error{"run.data", "The recipe calibrates, so it needs text: name a file of it with --data.", {}};
    auto loaded =
        RunTexts::load(options, source, trains || any([](const auto& modifier) { return modifier->needsSelection(); }));
    if (!loaded)
        return loaded.error();
    texts = loaded.take();
    return {};
}

/// What the run will take; refuses what cannot fit.
Result<void> Pipeline::State::planResources()
{
    plan::RunSettings settings;
    settings.windows = std::int64_t(texts.data.calibration.size());
    settings.windowTokens = texts.windowTokens;
    settings.selectionTokens = std::int64_t(texts.data.selection.size()) * texts.windowTokens;
    settings.trainingTokens = std::int64_t(texts.data.training.size()) * texts.windowTokens;
    settings.evaluationTokens = std::int64_t(texts.evaluation.size());
    settings.probeTokens = std::int64_t(texts.probe.size()) * texts.windowTokens;
    settings.hiddenElementBytes = options.halfActivations ? 2 : 4;
    settings.processBytes = options.peakMemory ? options.peakMemory() : 0;
    const plan::PlannedModel model = plan::plannedModel(source);
    const auto replan = [&](const plan::RunSettings& asked) { return plan::planRun(model, options.recipe, asked); };
    const std::uint64_t most = options.memoryBytes ? options.memoryBytes : plan::machineMemoryBytes();
    const std::uint64_t free = plan::freeDiskBytes(options.output);
    const std::uint64_t own = options.resume ? bytesIn(options.output) : 0; // of stages that go on where they lie
    if (auto fits = plan::requireFit(settings, {most, std::max(free, free + own)}, replan); !fits)
        return fits;
    auto planned = replan(settings);
    if (!planned)
        return planned.error();
    forecast = planned.take();
    return {};
}

json Pipeline::plan() const
{
    json result = json::array();
    for (const PlannedStage& stage : m_state->stages)
        result.push_back(stage.plan);
    return {{"model", m_state->options.model.string()},
            {"stages", std::move(result)},
            {"calibrationWindows", m_state->texts.data.calibration.size()},
            {"windowTokens", m_state->texts.windowTokens},
            {"plannedPeakMemoryBytes", m_state->forecast.peakMemoryBytes(m_state->memoryBudget())},
            {"plannedDiskBytes", m_state->forecast.diskBytes(m_state->memoryBudget())}};
}

/// What the directory holds of the run that is to go on.
Result<void> Pipeline::State::planResume()
{
    if (!options.resume)
        return {};
    auto found = Manifest::read(options.output);
    if (!found)
        return found.error();
    if (*found && (**found).contains("fingerprint")) {
        earlier = std::move(**found);
        manifest.goOn(earlier);
        return {};
    }
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(options.output, ignored)) {
        if (entry.path().filename().string().rfind("stage_", 0) == 0)
            return Error{"run.resume.mismatch",
                         "The folder holds stages of a run that cannot go on: an earlier version made it, or its "
                         "manifest is gone. Choose another folder for a new run.",
                         options.output.string()};
    }
    return {}; // it ended before it had anything: begin
}

Result<void> Pipeline::State::planFork()
{
    if (options.forkFrom.empty())
        return {};
    if (!earlier.is_null()) { // has it these layers already?
        const fs::path stage = options.output / ("stage_" + Fork::stageName(options.forkFrom));
        std::error_code ignored;
        if (fs::exists(stage, ignored) || StageRunner::nextSection(stage).value_or(-1) >= options.forkLayer)
            return {};
    }
    auto opened = Fork::open(options.forkFrom, options.forkLayer);
    if (!opened)
        return opened.error();
    if (std::none_of(stages.begin(), stages.end(), [&](const auto& stage) { return stage.name == opened->stage; }))
        return Error{"run.fork.mismatch",
                     "The recipe has no stage " + opened->stage + ", whose layers are to be taken over.",
                     options.forkFrom.string()};
    fork.emplace(opened.take());
    return {};
}

json Pipeline::State::runProtocol() const
{
    json object = {{"windowTokens", texts.windowTokens},
                   {"calibrationWindows", texts.data.calibration.size()},
                   {"selectionWindows", texts.data.selection.size()},
                   {"probeWindows", texts.probe.size()},
                   {"probeSource", texts.probeSource}};
    if (!texts.evaluation.empty())
        object["evaluation"] = eval::toJson(texts.protocol);
    return object;
}

Result<json> Pipeline::run(const EventSink& events, const CancelToken& cancel)
{
    State& state = *m_state;
    if (state.options.threads > 0)
        nn::setThreads(state.options.threads);
    if (auto known = state.identify(cancel); !known) // the manifest of the run that was asked for stays as it is
        return known.error();
    std::error_code failed;
    std::filesystem::create_directories(state.options.output, failed);
    if (failed)
        return Error{"file.write", "The folder cannot be made: " + failed.message() + ".",
                     state.options.output.string()};
    RunContext context(events, cancel, state.forecast.seconds(), state.texts.data);
    const auto close = [&](const std::string& status, const Error& error) {
        state.manifest.json()["error"] = {{"code", error.code}, {"message", error.message}, {"place", error.place}};
        state.manifest.json()["seconds"] = state.secondsSoFar();
        if (const auto saved = state.manifest.save(status); !saved)
            context.warn("manifest.json could not be brought up to date: " + toString(saved.error()));
    };
    try {
        auto result = state.run(context);
        if (!result)
            close("failed", result.error());
        return result;
    } catch (const RunError& stopped) {
        close("failed", stopped.error);
        return stopped.error;
    } catch (const Cancelled&) {
        close("cancelled", {"cancelled", "The run was cancelled.", {}});
        throw;
    } catch (const std::bad_alloc&) {
        close("failed",
              {"worker.memory", "There was not enough memory for the run. Take fewer or shorter samples.", {}});
        throw;
    } catch (const std::exception& exception) {
        const std::string text = exception.what(); // LibTorch appends a stack trace
        close("failed", {"run.failed", text.substr(0, text.find('\n')), {}});
        throw;
    }
}

Result<void> Pipeline::identify(const CancelToken& cancel)
{
    return m_state->identify(cancel);
}

Result<void> Pipeline::State::identify(const CancelToken& cancel)
{
    if (!fingerprint.is_null())
        return {};
    const auto describe = [&](const std::vector<fs::path>& files, json& list) -> Result<void> {
        list = json::array();
        for (const fs::path& file : files) {
            auto described = describeFile(file, cancel);
            if (!described)
                return described.error();
            list.push_back(described.take());
        }
        return {};
    };
    std::vector<fs::path> modelFiles = source.files();
    modelFiles.insert(modelFiles.begin(), source.folder() / "config.json");
    inputs = {{"model", {{"folder", options.model.string()}}}};
    if (auto done = describe(modelFiles, inputs["model"]["files"]); !done)
        return done;
    if (auto done = describe(options.calibrationFiles, inputs["calibration"]); !done)
        return done;
    if (auto done = describe(options.evaluationFiles, inputs["evaluation"]); !done)
        return done;
    json now = runFingerprint(options, inputs["model"]["files"], texts);
    if (!earlier.is_null() && now != earlier["fingerprint"])
        return Error{"run.resume.mismatch",
                     "Resuming would mix two runs: " + whatDiffers(now, earlier["fingerprint"]) +
                         ". Restore what differs, or begin a new run (from layers of this one: fork).",
                     options.output.string()};
    if (fork) {
        if (auto fits = checkFork(*fork, now); !fits)
            return fits;
    }
    fingerprint = std::move(now);
    return {};
}

Result<void> Pipeline::State::beginManifest()
{
    json& m = manifest.json();
    m["seed"] = options.seed;
    m["threads"] = at::get_num_threads();
    m["recipe"] = {{"file", "recipe.yaml"}, {"sha256", sha256(options.recipe.source)}};
    m["request"] = options.request;
    m["protocol"] = runProtocol();
    m["inputs"] = inputs;
    m["fingerprint"] = fingerprint;
    const Windows& calibration = texts.data.calibration;
    if (!calibration.empty())
        m["calibration"] = {{"windows", calibration.size()},
                            {"windowTokens", texts.windowTokens},
                            {"tokenHash", eval::hashOfRecords(calibration)},
                            {"textColumns", options.dataset.textColumns},
                            {"columnJoin", options.dataset.columnJoin},
                            {"recordJoin", options.dataset.recordJoin}};
    if (fork)
        m["fork"] = {{"stage", (fork->run / fork->checkpoint.folder().filename()).string()}, {"layer", fork->layer}};
    if (earlier.is_null())
        m["stages"] = json::array();
    if (auto written = writeFileAtomically(options.output / "recipe.yaml", options.recipe.source); !written)
        return written;
    return manifest.save("running");
}

double Pipeline::State::secondsSoFar() const
{
    return earlierSeconds + std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Earlier stages of the run that layers are taken from: their results are needed for the rest to mean the same.
Result<void> Pipeline::State::takeForkedStages()
{
    json& taken = manifest.json()["stages"];
    if (!fork || !taken.empty())
        return {};
    for (const PlannedStage& stage : stages) {
        if (stage.name == fork->stage)
            break;
        const json* described = stageInManifest(fork->manifest, stage.name);
        if (!described)
            return Error{"run.fork.mismatch", "Stage " + stage.name + " of the other run is not finished.",
                         fork->run.string()};
        const std::string folder = "stage_" + stage.name;
        if (auto copied = copyStage(fork->run / folder, options.output / folder); !copied)
            return copied;
        taken.push_back(*described);
    }
    return {};
}

Result<std::optional<double>> Pipeline::State::evaluate(const model::Checkpoint& checkpoint, const std::string& kind,
                                                        const std::string& stage, RunContext& context)
{
    if (texts.evaluation.empty())
        return std::optional<double>();
    const double work = forecast.evaluationSeconds;
    const json known = manifest.json().value("figures", json::object()).value(kind == "before" ? kind : stage, json());
    if (known.is_object() && known.contains("perplexity") && known["perplexity"].is_number()) {
        context.skip(work);
        return std::optional(known["perplexity"].get<double>());
    }
    double reported = 0.0;
    eval::EvaluationOptions evaluationOptions;
    evaluationOptions.cancel = context.cancel();
    evaluationOptions.progress = [&](double fraction) {
        context.advance("evaluation", work * (fraction - reported));
        reported = fraction;
    };
    eval::ReferenceLogits reference(checkpoint);
    const auto figure = eval::evaluatePerplexity(reference, {texts.evaluation}, texts.protocol, evaluationOptions);
    if (!figure)
        return figure.error();
    const json described = eval::toJson(figure->protocol);
    context.emit(protocol::Perplexity{kind,
                                      stage,
                                      int(checkpoint.spec().layers.size()),
                                      figure->perplexity,
                                      figure->standardError,
                                      figure->windows,
                                      described,
                                      {}});
    json& figures = manifest.json()["figures"];
    figures[kind == "before" ? kind : stage] = eval::toJson(*figure);
    manifest.json()["seconds"] = secondsSoFar();
    if (auto saved = manifest.save("running"); !saved)
        return saved.error();
    return std::optional<double>(figure->perplexity);
}

/// Where a stage's hidden states lie, so that it stays within the memory that it may use.
HiddenStorage Pipeline::State::hiddenStorage(const plan::StageMemory& memory, const RunContext& context) const
{
    HiddenStorage storage;
    storage.type = options.halfActivations ? at::kBFloat16 : at::kFloat;
    storage.folder = options.output;
    storage.memoryBytes = plan::hiddenInMemory(memory, memoryBudget());
    if (storage.memoryBytes < memory.hidden)
        context.info(std::to_string((memory.hidden - storage.memoryBytes) >> 20) + " of " +
                     std::to_string(memory.hidden >> 20) + " MiB of activations lie on disk.");
    return storage;
}

json Pipeline::State::probeProtocol() const
{
    return {{"source", texts.probeSource},
            {"join", options.dataset.recordJoin},
            {"beginOfSequence", texts.protocol.beginOfSequence}};
}

Result<StageReport> Pipeline::State::compress(PlannedStage& stage, std::size_t index, const fs::path& folder,
                                              const model::Checkpoint& input, RunContext& context)
{
    StageInput work{stage.name,
                    folder,
                    input,
                    source,
                    std::move(stage.modifiers),
                    &texts.probe,
                    probeReference ? &*probeReference : nullptr,
                    probeProtocol(),
                    forecast.stages[index],
                    hiddenStorage(forecast.stages[index].memory, context)};
    work.fork = fork && fork->stage == stage.name ? &*fork : nullptr;
    work.fingerprint = fingerprint;
    return StageRunner(std::move(work), context).run();
}

Result<StageReport> Pipeline::State::train(PlannedStage& stage, const fs::path& folder, const model::Checkpoint& input,
                                           RunContext& context) const
{
    return runTraining({stage.name, folder, input, source, std::move(*stage.training), &texts.probe,
                        probeReference ? &*probeReference : nullptr, probeProtocol()},
                       context);
}

Result<model::Checkpoint> Pipeline::State::runStage(PlannedStage stage, std::size_t index,
                                                    const model::Checkpoint& input, RunContext& context)
{
    const std::vector<std::string>& names = stage.names;
    context.emit(protocol::StageBegun{stage.name, int(index), names});
    const fs::path folder = options.output / ("stage_" + stage.name);
    auto report =
        stage.training ? train(stage, folder, input, context) : compress(stage, index, folder, input, context);
    if (!report)
        return report.error();
    context.emit(protocol::StageFinished{stage.name, report->seconds, folder.string()});
    auto output = model::Checkpoint::open(folder);
    if (!output)
        return output.error();
    json described = toJson(*report);
    described["name"] = stage.name;
    described["folder"] = folder.filename().string();
    described["modifiers"] = names;
    for (std::size_t i = 0; i < report->decisions.size() && i < names.size(); ++i) {
        if (!report->decisions[i].is_null())
            described["decisions"].push_back({{"modifier", names[i]}, {"decision", report->decisions[i]}});
    }
    manifest.json()["stages"].push_back(std::move(described));
    manifest.json()["seconds"] = secondsSoFar();
    if (auto saved = manifest.save("running"); !saved)
        return saved.error();
    if (auto finished = finishStage(manifest.json()["stages"].back(), *output, context); !finished)
        return finished.error();
    return output;
}

/// Measures a stage whose folder and figures are stored.
Result<void> Pipeline::State::finishStage(json& described, const model::Checkpoint& output, RunContext& context)
{
    StageRunner::forgetJournal(output.folder());
    const std::string name = described.value("name", std::string());
    const auto perplexity = evaluate(output, "after", name, context);
    if (!perplexity)
        return perplexity.error();
    if (*perplexity)
        described["perplexity"] = **perplexity;
    const auto known = [&](const char* key) { return described.contains(key) ? described[key] : json(nullptr); };
    result["stages"].push_back({{"name", name},
                                {"seconds", described["seconds"]},
                                {"modifiers", described["modifiers"]},
                                {"kl", known("kl")},
                                {"perplexity", known("perplexity")}});
    return {};
}

/// What the manifest says of a stage whose folder is complete; nullptr if there is none.
json* Pipeline::State::finishedStage(const std::string& name)
{
    std::error_code ignored;
    for (json& stage : manifest.json()["stages"]) {
        if (stage.value("name", std::string()) == name && fs::exists(options.output / ("stage_" + name), ignored))
            return &stage;
    }
    return nullptr;
}

Result<model::Checkpoint> Pipeline::State::carryOut(std::size_t index, const model::Checkpoint& input,
                                                    RunContext& context)
{
    if (json* finished = finishedStage(stages[index].name))
        return skipStage(*finished, index, context);
    auto stage = planStage(index, input);
    return stage ? runStage(stage.take(), index, input, context) : stage.error();
}

Result<model::Checkpoint> Pipeline::State::skipStage(json& described, std::size_t index, RunContext& context)
{
    const std::string& name = stages[index].name;
    context.info("Stage " + name + " is finished.");
    context.skip(forecast.stages[index].seconds);
    auto output = model::Checkpoint::open(options.output / ("stage_" + name));
    if (!output)
        return output.error();
    if (auto complete = output->requireComplete(); !complete)
        return complete.error();
    if (auto finished = finishStage(described, *output, context); !finished)
        return finished.error();
    return output;
}

/// Says what begins, or where a run goes on.
void Pipeline::State::announce(RunContext& context)
{
    protocol::RunBegun begun{options.model.string(), {}, int(source.spec().layers.size()), {}, runProtocol()};
    for (const PlannedStage& stage : stages)
        begun.stages.push_back(stage.name);
    for (const recipe::ResolvedStage& stage : resolved.stages)
        for (const recipe::ResolvedModifier& modifier : stage.modifiers)
            if (!begun.targetSparsity && modifier.schema->kind == recipe::ModifierKind::Pruning &&
                !modifier.modules.empty())
                begun.targetSparsity = modifier.modules.front().sparsity;
    if (!earlier.is_null()) {
        const auto next = std::find_if(stages.begin(), stages.end(),
                                       [this](const PlannedStage& stage) { return !finishedStage(stage.name); });
        begun.resumedStage = next == stages.end() ? stages.back().name : next->name;
        if (next != stages.end())
            begun.resumedLayer = StageRunner::nextSection(options.output / ("stage_" + next->name));
    }
    const std::string where = begun.resumedStage
                                  ? "Goes on with stage " + *begun.resumedStage +
                                        (begun.resumedLayer.value_or(-1) >= 0 && *begun.resumedLayer < begun.layers
                                             ? " at layer " + std::to_string(*begun.resumedLayer)
                                             : std::string()) +
                                        "."
                                  : std::string();
    context.emit(std::move(begun));
    if (!where.empty())
        context.info(where);
    if (const json threads = earlier.is_object() ? earlier.value("threads", json()) : json();
        threads.is_number_integer() && threads != at::get_num_threads())
        context.warn("The run began with " + threads.dump() + " threads and goes on with " +
                     std::to_string(at::get_num_threads()) + ": sums are rounded in another order.");
    for (const recipe::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == recipe::Severity::Warning)
            context.warn(diagnostic.message + " (" + recipe::placeOf(diagnostic, "recipe") + ")");
    }
}

/// A process that was killed could not store how long it had worked; the journal of its stage knows.
double Pipeline::State::secondsBefore()
{
    double stored = 0.0;
    for (const PlannedStage& stage : stages) {
        if (const json* finished = finishedStage(stage.name)) {
            stored += finished->value("seconds", 0.0);
        } else {
            const auto journal = StageJournal::read(exporting::partialFolder(options.output / ("stage_" + stage.name)));
            stored += journal && *journal ? (*journal)->report().seconds : 0.0;
        }
    }
    return std::max(stored, earlier.value("seconds", 0.0));
}

Result<json> Pipeline::State::run(RunContext& context)
{
    announce(context);
    if (!earlier.is_null())
        earlierSeconds = secondsBefore();
    if (auto begun = beginManifest(); !begun)
        return begun.error();
    if (auto taken = takeForkedStages(); !taken)
        return taken.error();

    result["stages"] = json::array();
    const auto before = evaluate(source, "before", {}, context);
    if (!before)
        return before.error();
    if (!texts.probe.empty())
        probeReference.emplace(source, texts.probe, context.cancel());
    model::Checkpoint current = source;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        auto output = carryOut(i, current, context);
        if (!output)
            return output.error();
        current = output.take();
    }
    result["runDirectory"] = options.output.string();
    result["model"] = current.folder().string();
    const json& last = manifest.json()["stages"].back();
    const auto zeros = last.value("zeros", std::int64_t(0));
    const auto weights = last.value("weights", std::int64_t(0));
    result["sparsity"] = weights > 0 ? double(zeros) / double(weights) : 0.0;
    result["zeros"] = zeros;
    result["bytesBefore"] = weightBytes(source);
    result["bytesAfter"] = weightBytes(current);
    result["perplexityBefore"] = *before ? json(**before) : json(nullptr);
    result["perplexityAfter"] = result["stages"].back()["perplexity"];
    result["seconds"] = secondsSoFar();
    result["peakMemoryBytes"] = options.peakMemory ? json(options.peakMemory()) : json(nullptr);
    json& figures = manifest.json()["figures"];
    for (const auto& [key, value] : result.items()) {
        if (key != "stages" && key != "runDirectory" && key != "model")
            figures[key] = value;
    }
    if (auto saved = manifest.save("finished"); !saved)
        return saved.error();
    context.advance("finished", std::numeric_limits<double>::max()); // whatever the estimate left over
    return result;
}

} // namespace espalier::compress
