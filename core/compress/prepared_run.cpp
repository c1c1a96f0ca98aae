#include "core/compress/prepared_run.h"

#include <algorithm>

#include <ATen/ops/full.h>

#include "core/compress/fingerprint.h"
#include "core/compress/manifest.h"
#include "core/compress/plan/budget.h"
#include "core/compress/schemas.h"
#include "core/compress/stage_folder.h"
#include "core/compress/training/training_stage.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/parse.h"

namespace espalier::compress {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

bool hasErrors(const std::vector<recipe::Diagnostic>& diagnostics)
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const recipe::Diagnostic& d) { return d.severity == recipe::Severity::Error; });
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

Result<std::unique_ptr<PreparedRun>> PreparedRun::prepare(CompressOptions options)
{
    if (auto free = options.resume || !options.ranks.leads() ? Result<void>() : checkOutput(options.output); !free)
        return free.error();
    auto checkpoint = model::Checkpoint::open(options.model);
    if (!checkpoint)
        return checkpoint.error();
    if (auto complete = checkpoint->requireComplete(); !complete)
        return complete.error();
    std::unique_ptr<PreparedRun> run(new PreparedRun(std::move(options), checkpoint.take()));
    for (const auto step : {&PreparedRun::planStages, &PreparedRun::planData, &PreparedRun::planResources,
                            &PreparedRun::planResume, &PreparedRun::planFork}) {
        if (auto planned = (run.get()->*step)(); !planned)
            return planned.error();
    }
    return run;
}

Result<void> PreparedRun::planStages()
{
    const recipe::SchemaRegistry& schemas = modifierSchemas();
    if (const auto problems = recipe::checkRunnable(options.recipe, schemas); hasErrors(problems))
        return recipe::firstError(problems, "recipe");
    resolved = recipe::resolve(options.recipe, source.tree(), schemas);
    if (resolved.hasErrors())
        return recipe::firstError(resolved.diagnostics, "recipe");
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

Result<void> PreparedRun::planData()
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
    for (const PlannedStage& stage : stages) {
        if (auto known = stage.training ? requireAnswers(*stage.training, texts.data) : Result<void>(); !known)
            return known;
    }
    return {};
}

/// What the run will take; refuses what cannot fit.
Result<void> PreparedRun::planResources()
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
    const std::uint64_t most = options.memoryBytes ? options.memoryBytes : plan::machineMemoryBytes() / ranksHere();
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

/// What the directory holds of the run that is to go on.
Result<void> PreparedRun::planResume()
{
    if (!options.resume)
        return {};
    auto found = Manifest::read(options.output);
    if (!found)
        return found.error();
    if (*found && (**found).contains("fingerprint")) {
        earlier = std::move(**found);
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

Result<void> PreparedRun::planFork()
{
    if (options.forkFrom.empty())
        return {};
    if (!earlier.is_null()) { // has it these layers already?
        const fs::path stage = stageFolder(Fork::stageName(options.forkFrom));
        std::error_code ignored;
        if (fs::exists(stage, ignored) || StageFolder::nextSection(stage).value_or(-1) >= options.forkLayer)
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

std::uint64_t PreparedRun::ranksHere() const
{
    return std::uint64_t(options.ranks.onThisMachine());
}

std::uint64_t PreparedRun::memoryBudget() const
{
    return options.memoryBytes ? options.memoryBytes : plan::availableMemoryBytes() / ranksHere();
}

Result<void> PreparedRun::identify(const CancelToken& cancel)
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
    if (source.configFile() != source.folder())
        modelFiles.insert(modelFiles.begin(), source.configFile());
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
    return meet();
}

/// What the ranks find will be added up, so that all must have been asked for the same. None writes before all are
/// here.
Result<void> PreparedRun::meet() const
{
    const Ranks& ranks = options.ranks;
    if (ranks.alone())
        return {};
    const std::string own = fingerprint.dump(-1, ' ', false, json::error_handler_t::replace);
    const std::string first = ranks.share(own, 0);
    const at::Tensor differing = at::full({1}, own == first ? 0.0 : 1.0, at::kDouble);
    ranks.allReduceSum(differing);
    if (differing.item<double>() == 0.0)
        return {};
    const std::string difference = whatDiffers(json::parse(own), json::parse(first));
    return Error{"run.ranks",
                 "The ranks were asked for different runs" + (difference.empty() ? "" : ": " + difference) +
                     ". Start all of them with the same command, on a file system that all see.",
                 options.output.string()};
}

json PreparedRun::plan() const
{
    json listed = json::array();
    for (const PlannedStage& stage : stages)
        listed.push_back(stage.plan);
    return {{"model", options.model.string()},
            {"stages", std::move(listed)},
            {"calibrationWindows", texts.data.calibration.size()},
            {"windowTokens", texts.windowTokens},
            {"plannedPeakMemoryBytes", forecast.peakMemoryBytes(memoryBudget())},
            {"plannedDiskBytes", forecast.diskBytes(memoryBudget())}};
}

json PreparedRun::protocol() const
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

} // namespace espalier::compress
