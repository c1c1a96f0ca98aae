#include "ui/models/plan_forecast.h"

#include <algorithm>
#include <cmath>

#include <QFileInfo>

namespace espalier::ui {

namespace {

namespace plan = compress::plan;

/// Usual texts in the vocabularies of usual models.
constexpr std::int64_t kBytesPerToken = 4;
/// Fewer lie in the processor's caches.
constexpr std::int64_t kFewestWeightsToTime = 50'000'000;

std::int64_t tokensOf(const protocol::TextSource& source)
{
    std::int64_t bytes = 0;
    for (const std::string& file : source.files) {
        bytes += QFileInfo(QString::fromStdString(file)).size();
    }
    return bytes / kBytesPerToken;
}

PlanPart partOf(const plan::PlannedModule& module)
{
    if (module.role == "embedding") {
        return PlanPart::Embedding;
    }
    if (module.role == "head") {
        return PlanPart::Head;
    }
    if (module.role.empty() || module.role == "router") {
        return PlanPart::Other;
    }
    const bool attention = module.role == "q" || module.role == "k" || module.role == "v" || module.role == "o";
    return attention ? PlanPart::Attention : PlanPart::FeedForward;
}

ModuleMasks masksOf(const recipe::ResolvedRecipe& resolved)
{
    ModuleMasks masks;
    for (const recipe::ResolvedStage& stage : resolved.stages) {
        for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
            const recipe::Value* value = modifier.modifier->arguments.find("mask_structure");
            const auto mask = value == nullptr ? std::nullopt : recipe::parseMaskStructure(value->text().value_or(""));
            for (const recipe::ResolvedModule& target : modifier.modules) {
                if (mask && !mask->unstructured() && target.sparsity > 0.0) {
                    masks[target.module->name] = *mask;
                }
            }
        }
    }
    return masks;
}

/// Sums one model's matrices into its parts; what no matrix is counts as other.
void addParts(const plan::PlannedModel& model, std::int64_t PlanPartFigures::*nonzeroOf,
              std::uint64_t PlanPartFigures::*bytesOf, std::array<PlanPartFigures, kPlanParts>& parts)
{
    std::int64_t others = model.parameters;
    std::uint64_t otherBytes = model.bytes();
    for (const plan::PlannedModule& module : model.modules) {
        PlanPartFigures& part = parts[std::size_t(partOf(module))];
        const std::uint64_t bytes = plan::storedBytes(module, model.dtype);
        part.*bytesOf += bytes;
        if (!model.countsOnce(module)) {
            part.*nonzeroOf += std::llround(double(module.weights()) * (1.0 - module.sparsity));
            others -= module.weights();
        }
        otherBytes -= std::min(bytes, otherBytes);
    }
    PlanPartFigures& other = parts[std::size_t(PlanPart::Other)];
    other.*nonzeroOf += others;
    other.*bytesOf += otherBytes;
}

std::vector<PlanStageFigures> stagesOf(const plan::RunPlan& run, std::uint64_t budget)
{
    std::vector<PlanStageFigures> stages;
    for (const plan::StageForecast& stage : run.stages) {
        PlanStageFigures figures;
        figures.name = QString::fromStdString(stage.name);
        figures.seconds = stage.seconds;
        figures.activationsInMemory = plan::hiddenInMemory(stage.memory, budget);
        figures.activationsOnDisk = stage.memory.hidden - figures.activationsInMemory;
        figures.layerBytes = stage.memory.layer;
        figures.restBytes = stage.memory.rest;
        figures.peakBytes = stage.memory.peak(figures.activationsInMemory);
        figures.outputBytes = stage.outputBytes;
        stages.push_back(std::move(figures));
    }
    return stages;
}

void addSpeed(const plan::RunPlan& run, const ModuleMasks& masks, const MachineSpeed& speed, PlanForecast& result)
{
    std::int64_t weights = 0;
    for (const plan::PlannedModule& module : run.after.modules) {
        weights += partOf(module) == PlanPart::Embedding ? 0 : module.weights();
    }
    if (weights < kFewestWeightsToTime) {
        result.isTooSmallToTime = true;
        return;
    }
    result.tokensPerSecondBefore = predictedTokensPerSecond(run.before, {}, speed);
    result.tokensPerSecondAfter = predictedTokensPerSecond(run.after, masks, speed);
    for (const plan::PlannedModule& module : run.after.modules) {
        const auto mask = masks.find(module.name);
        const MatrixTime time =
            matrixTime(run.after, module, mask == masks.end() ? recipe::MaskStructure{} : mask->second, speed);
        result.parts[std::size_t(partOf(module))].tokenSeconds += std::isfinite(time.seconds) ? time.seconds : 0.0;
    }
}

} // namespace

plan::RunSettings settingsFor(const protocol::CompressJob& job, const plan::PlannedModel& model, bool calibrates)
{
    plan::RunSettings settings;
    settings.windowTokens =
        job.sequenceLength > 0 ? job.sequenceLength : std::min<std::int64_t>(2048, model.spec.contextLength);
    settings.windows = calibrates ? job.samples : 0;
    if (const std::int64_t tokens = tokensOf(job.calibration); calibrates && tokens > 0) {
        const std::int64_t windows = std::max<std::int64_t>(tokens / settings.windowTokens, 1);
        settings.windows = std::min(windows, job.samples);
        settings.trainingTokens = windows * settings.windowTokens;
    }
    settings.evaluationTokens = tokensOf(job.evaluation);
    settings.probeTokens = plan::probeWindowCount(settings.windowTokens) * settings.windowTokens;
    settings.selectionTokens = plan::selectionWindowCount(settings.windowTokens) * settings.windowTokens;
    if (settings.windows == 0 && settings.evaluationTokens == 0) {
        settings.probeTokens = 0; // a run without any text
    }
    settings.hiddenElementBytes = job.halfActivations ? 2 : 4;
    return settings;
}

Result<PlanForecast> forecast(const PlanQuestion& question)
{
    const recipe::Recipe& recipe = *question.analysis->recipe();
    plan::RunSettings settings = settingsFor(question.job, *question.model, question.analysis->needsCalibration());
    settings.rates = question.rates;
    const auto replan = [&](const plan::RunSettings& asked) { return plan::planRun(*question.model, recipe, asked); };
    const auto planned = replan(settings);
    if (!planned) {
        return planned.error();
    }
    constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
    const bool limited = question.job.memoryGiB > 0.0;
    const auto limit = std::uint64_t(question.job.memoryGiB * kGiB);
    const std::uint64_t machine = plan::machineMemoryBytes();
    const std::uint64_t spill = limited ? limit : plan::availableMemoryBytes(); // as a run decides

    PlanForecast result;
    result.settings = settings;
    result.memoryBytes = limited ? limit : machine;
    result.memoryIsLimited = limited && limit < machine;
    result.freeDiskBytes = plan::freeDiskBytes(question.outputFolder.toStdString());
    result.peakBytes = planned->peakMemoryBytes(spill);
    result.diskBytes = planned->diskBytes(spill);
    result.seconds = planned->seconds();
    result.evaluationSeconds = planned->evaluationSeconds * double(planned->stages.size() + 1);
    result.stages = stagesOf(*planned, spill);
    result.bytesBefore = planned->before.foreignBytes > 0 ? planned->before.foreignBytes : planned->before.bytes();
    result.bytesAfter = planned->after.bytes();
    addParts(planned->before, &PlanPartFigures::nonzeroBefore, &PlanPartFigures::bytesBefore, result.parts);
    addParts(planned->after, &PlanPartFigures::nonzeroAfter, &PlanPartFigures::bytesAfter, result.parts);
    for (const PlanPartFigures& part : result.parts) {
        result.nonzeroBefore += part.nonzeroBefore;
        result.nonzeroAfter += part.nonzeroAfter;
    }
    if (question.speed) {
        addSpeed(*planned, masksOf(question.analysis->resolved()), *question.speed, result);
    }
    if (!result.fitsMemory() || !result.fitsDisk()) {
        result.fitsInstead = plan::settingsThatFit(settings, {spill, result.freeDiskBytes}, replan);
    }
    return result;
}

} // namespace espalier::ui
