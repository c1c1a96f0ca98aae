#include "core/compress/pipeline.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <new>
#include <optional>

#include <ATen/Parallel.h>

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/compress/manifest.h"
#include "core/compress/modifier.h"
#include "core/compress/plan/budget.h"
#include "core/compress/plan/run_plan.h"
#include "core/compress/run_error.h"
#include "core/compress/run_texts.h"
#include "core/compress/schemas.h"
#include "core/compress/stage_runner.h"
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
    std::vector<std::unique_ptr<Modifier>> modifiers;
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

    Result<json> run(RunContext& context);
    Result<void> beginManifest(const RunContext& context);
    Result<std::optional<double>> evaluate(const model::Checkpoint& checkpoint, const std::string& kind,
                                           const std::string& stage, RunContext& context);
    Result<model::Checkpoint> runStage(PlannedStage stage, std::size_t index, const model::Checkpoint& input,
                                       RunContext& context);
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
    json result;
    std::int64_t zeros = 0;
    std::int64_t weights = 0;
};

Pipeline::Pipeline(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

Result<Pipeline> Pipeline::prepare(CompressOptions options)
{
    if (auto free = checkOutput(options.output); !free)
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
    return Pipeline(std::move(state));
}

Result<PlannedStage> Pipeline::State::planStage(const recipe::ResolvedStage& stage)
{
    PlannedStage planned;
    planned.name = stage.stage->name;
    planned.plan = {{"name", planned.name}, {"modifiers", json::array()}};
    for (const recipe::ResolvedModifier& resolvedModifier : stage.modifiers) {
        const std::string& type = resolvedModifier.modifier->type;
        const ModifierFactory factory = findModifier(type);
        if (!factory)
            return Error{"recipe.modifier.later", type + " cannot be run by this version.", {}};
        auto modifier = factory(resolvedModifier);
        if (!modifier)
            return modifier.error();
        planned.modifiers.push_back(modifier.take());
        planned.plan["modifiers"].push_back({{"type", type}, {"modules", resolvedModifier.modules.size()}});
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
    const bool calibrates = any([](const auto& modifier) { return modifier->needsCalibration(); });
    if (calibrates && (options.calibrationFiles.empty() || options.samples == 0))
        return Error{"run.data", "The recipe calibrates, so it needs text: name a file of it with --data.", {}};
    auto loaded = RunTexts::load(options, source, any([](const auto& modifier) { return modifier->needsSelection(); }));
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
    settings.evaluationTokens = std::int64_t(texts.evaluation.size());
    settings.probeTokens = std::int64_t(texts.probe.size()) * texts.windowTokens;
    settings.hiddenElementBytes = options.halfActivations ? 2 : 4;
    settings.processBytes = options.peakMemory ? options.peakMemory() : 0;
    const plan::PlannedModel model = plan::plannedModel(source);
    const auto replan = [&](const plan::RunSettings& asked) { return plan::planRun(model, options.recipe, asked); };
    const std::uint64_t most = options.memoryBytes ? options.memoryBytes : plan::machineMemoryBytes();
    if (auto fits = plan::requireFit(settings, {most, plan::freeDiskBytes(options.output)}, replan); !fits)
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
    std::error_code failed;
    std::filesystem::create_directories(state.options.output, failed);
    if (failed)
        return Error{"file.write", "The folder cannot be made: " + failed.message() + ".",
                     state.options.output.string()};
    RunContext context(events, cancel, state.forecast.seconds(), state.texts.data);
    const auto close = [&](const std::string& status, const Error& error) {
        state.manifest.json()["error"] = {{"code", error.code}, {"message", error.message}, {"place", error.place}};
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

Result<void> Pipeline::State::beginManifest(const RunContext& context)
{
    json& m = manifest.json();
    m["seed"] = options.seed;
    m["threads"] = at::get_num_threads();
    m["recipe"] = {{"file", "recipe.yaml"}, {"sha256", sha256(options.recipe.source)}};
    m["protocol"] = runProtocol();
    m["stages"] = json::array();
    if (auto saved = manifest.save("running"); !saved)
        return saved;
    if (auto written = writeFileAtomically(options.output / "recipe.yaml", options.recipe.source); !written)
        return written;
    const auto describe = [&](const std::vector<fs::path>& files, json& list) -> Result<void> {
        list = json::array();
        for (const fs::path& file : files) {
            auto described = describeFile(file, context.cancel());
            if (!described)
                return described.error();
            list.push_back(described.take());
        }
        return {};
    };
    std::vector<fs::path> modelFiles = source.files();
    modelFiles.insert(modelFiles.begin(), source.folder() / "config.json");
    json inputs = {{"model", {{"folder", options.model.string()}}}};
    if (auto done = describe(modelFiles, inputs["model"]["files"]); !done)
        return done;
    if (auto done = describe(options.calibrationFiles, inputs["calibration"]); !done)
        return done;
    if (auto done = describe(options.evaluationFiles, inputs["evaluation"]); !done)
        return done;
    m["inputs"] = std::move(inputs);
    const Windows& calibration = texts.data.calibration;
    if (!calibration.empty())
        m["calibration"] = {{"windows", calibration.size()},
                            {"windowTokens", texts.windowTokens},
                            {"tokenHash", eval::hashOfRecords(calibration)},
                            {"textColumns", options.dataset.textColumns},
                            {"columnJoin", options.dataset.columnJoin},
                            {"recordJoin", options.dataset.recordJoin}};
    return manifest.save("running");
}

Result<std::optional<double>> Pipeline::State::evaluate(const model::Checkpoint& checkpoint, const std::string& kind,
                                                        const std::string& stage, RunContext& context)
{
    if (texts.evaluation.empty())
        return std::optional<double>();
    const double work = forecast.evaluationSeconds;
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

Result<model::Checkpoint> Pipeline::State::runStage(PlannedStage stage, std::size_t index,
                                                    const model::Checkpoint& input, RunContext& context)
{
    std::vector<std::string> names;
    for (const auto& modifier : stage.modifiers)
        names.emplace_back(modifier->id());
    context.emit(protocol::StageBegun{stage.name, int(index), names});
    const fs::path folder = options.output / ("stage_" + stage.name);
    StageRunner runner({stage.name, folder, input, source, std::move(stage.modifiers), &texts.probe,
                        probeReference ? &*probeReference : nullptr,
                        json{{"source", texts.probeSource},
                             {"join", options.dataset.recordJoin},
                             {"beginOfSequence", texts.protocol.beginOfSequence}},
                        forecast.stages[index], hiddenStorage(forecast.stages[index].memory, context)},
                       context);
    auto report = runner.run();
    if (!report)
        return report.error();
    context.emit(protocol::StageFinished{stage.name, report->seconds, folder.string()});
    auto output = model::Checkpoint::open(folder);
    if (!output)
        return output.error();
    manifest.json()["stages"].push_back({{"name", stage.name},
                                         {"folder", folder.filename().string()},
                                         {"modifiers", names},
                                         {"seconds", report->seconds},
                                         {"modules", report->modules},
                                         {"layers", report->layers},
                                         {"probes", report->probes}});
    json& described = manifest.json()["stages"].back();
    if (report->kl)
        described["kl"] = *report->kl;
    if (report->reloadedProbe)
        described["reloadedProbe"] = *report->reloadedProbe;
    zeros = report->zeros;
    weights = report->weights;
    if (auto saved = manifest.save("running"); !saved)
        return saved.error();
    StageRunner::forgetJournal(folder);
    const auto perplexity = evaluate(*output, "after", stage.name, context);
    if (!perplexity)
        return perplexity.error();
    json summary = {{"name", stage.name}, {"seconds", report->seconds}, {"modifiers", names}, {"perplexity", nullptr}};
    summary["kl"] = report->kl ? json(*report->kl) : json(nullptr);
    if (*perplexity)
        described["perplexity"] = summary["perplexity"] = **perplexity;
    result["stages"].push_back(std::move(summary));
    return output;
}

Result<json> Pipeline::State::run(RunContext& context)
{
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::string> names;
    for (const PlannedStage& stage : stages)
        names.push_back(stage.name);
    std::optional<double> target;
    for (const recipe::ResolvedStage& stage : resolved.stages)
        for (const recipe::ResolvedModifier& modifier : stage.modifiers)
            if (!target && modifier.schema->kind == recipe::ModifierKind::Pruning && !modifier.modules.empty())
                target = modifier.modules.front().sparsity;
    context.emit(
        protocol::RunBegun{options.model.string(), names, int(source.spec().layers.size()), target, runProtocol()});
    for (const recipe::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == recipe::Severity::Warning)
            context.warn(diagnostic.message + " (" + recipe::placeOf(diagnostic, "recipe") + ")");
    }
    if (auto begun = beginManifest(context); !begun)
        return begun.error();

    result["stages"] = json::array();
    const auto before = evaluate(source, "before", {}, context);
    if (!before)
        return before.error();
    if (!texts.probe.empty())
        probeReference.emplace(source, texts.probe, context.cancel());
    model::Checkpoint current = source;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        auto stage = planStage(i, current);
        if (!stage)
            return stage.error();
        auto output = runStage(stage.take(), i, current, context);
        if (!output)
            return output.error();
        current = output.take();
    }
    result["runDirectory"] = options.output.string();
    result["model"] = current.folder().string();
    result["sparsity"] = weights > 0 ? double(zeros) / double(weights) : 0.0;
    result["zeros"] = zeros;
    result["bytesBefore"] = weightBytes(source);
    result["bytesAfter"] = weightBytes(current);
    result["perplexityBefore"] = *before ? json(**before) : json(nullptr);
    result["perplexityAfter"] = result["stages"].back()["perplexity"];
    result["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
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
