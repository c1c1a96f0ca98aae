#include "core/compress/plan/run_plan.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "core/compress/plan/stage_checks.h"
#include "core/compress/plan/stage_memory.h"
#include "core/compress/schemas.h"
#include "core/compress/training/cost.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/resolve.h"

namespace espalier::compress::plan {
namespace {

using nlohmann::json;

/// A stage as its recipe asks for it, on the model as it stands.
struct PlannedStage
{
    const PlannedModel& model;
    const recipe::ResolvedStage& stage;
    const RunSettings& settings;
    bool first;

    std::vector<SolvedModule> solved;
    Demands demands;
    PlannedModel output;

    PlannedStage(const PlannedModel& of, const recipe::ResolvedStage& resolved, const RunSettings& asked, bool isFirst)
        : model(of), stage(resolved), settings(asked), first(isFirst), output(of)
    {
        std::vector<const recipe::ResolvedModifier*> order;
        for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
            order.push_back(&modifier);
            demands.add(demandsOf(*modifier.modifier, model.spec));
        }
        std::stable_partition(order.begin(), order.end(), [](const recipe::ResolvedModifier* modifier) {
            return !costModel(modifier->modifier->type).roundsLast;
        });
        std::vector<std::unordered_map<std::string_view, const recipe::ResolvedModule*>> hits(order.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            for (const recipe::ResolvedModule& hit : order[i]->modules)
                hits[i][hit.module->name] = &hit;
        for (const PlannedModule& module : model.modules) {
            SolvedModule one{&module, {}, false};
            for (std::size_t i = 0; i < order.size(); ++i) {
                if (const auto hit = hits[i].find(module.name); hit != hits[i].end())
                    add(i, *order[i], *hit->second, one);
            }
            if (!one.costs.empty())
                solved.push_back(std::move(one));
        }
        shapeOutput();
    }

    StageForecast forecast() const;

private:
    static void add(std::size_t place, const recipe::ResolvedModifier& modifier, const recipe::ResolvedModule& hit,
                    SolvedModule& one)
    {
        const CostModel& costs = costModel(modifier.modifier->type);
        one.costs.push_back({place, costs.solver(*modifier.modifier, one.module->rows, one.module->columns)});
        one.leavesCodes |= hit.scheme && hit.scheme->weights;
    }

    void shapeOutput();
    double seconds() const;
    double moduleSeconds(const SolvedModule& one) const;
};

void PlannedStage::shapeOutput()
{
    model::ModelSpec spec = model.spec;
    bool reshaped = false;
    std::unordered_map<std::string_view, PlannedModule*> byName;
    for (PlannedModule& module : output.modules)
        byName[module.name] = &module;
    for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
        const CostModel& costs = costModel(modifier.modifier->type);
        if (costs.reshape)
            costs.reshape(modifier, spec);
        reshaped |= costs.reshape != nullptr;
        for (const recipe::ResolvedModule& hit : modifier.modules) {
            const auto found = byName.find(hit.module->name);
            if (found == byName.end())
                continue;
            PlannedModule& module = *found->second;
            if (hit.scheme && hit.scheme->weights) {
                module.scheme = hit.scheme;
                module.tied = false; // codes of the one are not the other's
            }
            module.sparsity = std::max(module.sparsity, hit.expectedSparsity);
        }
    }
    if (reshaped)
        output = PlannedModel::reshaped(output, std::move(spec));
}

double PlannedStage::moduleSeconds(const SolvedModule& one) const
{
    double sum = 0.0;
    for (const SolvedModule::Cost& cost : one.costs)
        sum += work::solve(cost.cost, one.module->weights(), settings.rates);
    const SolverCost figures = figuresCost(one.module->rows, one.module->columns);
    return sum + (settings.windows > 0 ? work::solve(figures, one.module->weights(), settings.rates) : 0.0);
}

double PlannedStage::seconds() const
{
    const std::int64_t tokens = settings.windows * settings.windowTokens;
    const Rates& rates = settings.rates;
    double sum = 0.0;
    for (const model::LayerSpec& layer : model.spec.layers) {
        const double pass = work::forward(model.spec, layer, tokens, settings.windowTokens, rates);
        const double probe = work::forward(model.spec, layer, settings.probeTokens, settings.windowTokens, rates);
        const double followed =
            (demands.denseInputs || demands.comparesBlocks ? 1.0 : 0.0) + (demands.sourceBlocks && !first ? 1.0 : 0.0);
        sum += work::readLayer(layer, rates) + work::writeLayer(layer, rates) + 2.0 * probe;
        sum += pass * (2.0 + followed);
        sum += work::reconstruction(model.spec, layer, tokens, settings.windowTokens, demands.trainingPasses, rates);
        sum += work::moments(layer, tokens, demands.denseInputs, rates);
        if (demands.searchPoints > 0)
            sum += work::searchScales(model.spec, layer, demands, std::min(demands.searchTokens, tokens),
                                      settings.windowTokens, rates);
    }
    for (const SolvedModule& one : solved)
        sum += moduleSeconds(one);
    sum += demands.selectionForwards *
           work::evaluation(model.spec, settings.selectionTokens, settings.windowTokens, rates);
    // The last probe, and once more from the folder as it was written.
    if (settings.probeTokens > 0)
        sum += 2.0 * work::evaluation(output.spec, settings.probeTokens, settings.windowTokens, rates);
    return sum;
}

StageForecast PlannedStage::forecast() const
{
    StageForecast forecast;
    forecast.name = stage.stage->name;
    forecast.outputBytes = output.bytes();
    forecast.trainingPasses = demands.trainingPasses;
    if (stage.stage->runType == recipe::RunType::Train) {
        const TrainingCost cost = trainingCost(model, stage, settings);
        forecast.memory.rest = cost.bytes;
        forecast.seconds = cost.seconds;
    } else {
        forecast.memory = stageMemory(model, solved, demands, settings, first);
        forecast.seconds = seconds();
    }
    std::unordered_map<std::string_view, const SolvedModule*> byName;
    for (const SolvedModule& one : solved)
        byName[one.module->name] = &one;
    std::unordered_map<std::string_view, const PlannedModule*> outputs;
    for (const PlannedModule& module : output.modules)
        outputs[module.name] = &module;
    for (const PlannedModule& module : model.modules) {
        ModuleForecast entry;
        entry.before = module;
        entry.bytesBefore = storedBytes(module, model.dtype);
        if (const auto after = outputs.find(module.name); after != outputs.end()) {
            entry.after = *after->second;
            entry.bytesAfter = storedBytes(*after->second, output.dtype);
        } // else its layer is gone
        if (const auto found = byName.find(module.name); found != byName.end())
            entry.seconds = moduleSeconds(*found->second);
        forecast.modules.push_back(std::move(entry));
    }
    return forecast;
}

json schemeOf(const PlannedModule& module, formats::DType dtype)
{
    if (!module.scheme || !module.scheme->weights)
        return formats::sizeInBytes(dtype) * 8;
    return module.scheme->weights->bits;
}

/// From the model as it comes to the model as it goes, of all stages.
json describeModules(const RunPlan& plan)
{
    std::map<std::string, double> seconds;
    for (const StageForecast& stage : plan.stages)
        for (const ModuleForecast& module : stage.modules)
            seconds[module.before.name] += module.seconds;
    json list = json::array();
    for (const PlannedModule& before : plan.before.modules) {
        const PlannedModule* after = plan.after.find(before.name);
        json entry = {{"name", before.name},
                      {"shape", {before.rows, before.columns}},
                      {"bitsBefore", schemeOf(before, plan.before.dtype)},
                      {"bytesBefore", storedBytes(before, plan.before.dtype)},
                      {"seconds", seconds[before.name]}};
        entry["shapeAfter"] = after ? json{after->rows, after->columns} : json(nullptr);
        entry["bits"] = after ? schemeOf(*after, plan.after.dtype) : json(nullptr);
        entry["sparsity"] = after ? json(after->sparsity) : json(nullptr);
        entry["bytes"] = after ? storedBytes(*after, plan.after.dtype) : 0;
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace

Result<RunPlan> planRun(const PlannedModel& model, const recipe::Recipe& recipe, const RunSettings& settings)
{
    RunPlan plan;
    plan.before = model;
    plan.after = model;
    for (const recipe::Stage& stage : recipe.stages) {
        recipe::Recipe alone = recipe;
        alone.stages = {stage};
        const PlannedModel input = std::move(plan.after);
        const recipe::ResolvedRecipe resolved = recipe::resolve(alone, input.tree, modifierSchemas());
        if (resolved.hasErrors())
            return recipe::firstError(resolved.diagnostics, "recipe");
        if (const auto problems = checkStructure(resolved, input.spec); !problems.empty())
            return recipe::firstError(problems, "recipe");
        PlannedStage planned(input, resolved.stages.front(), settings, plan.stages.empty());
        plan.stages.push_back(planned.forecast());
        plan.after = std::move(planned.output);
    }
    plan.evaluationSeconds = settings.evaluationTokens > 0 ? work::evaluation(model.spec, settings.evaluationTokens,
                                                                              settings.windowTokens, settings.rates)
                                                           : 0.0;
    return plan;
}

std::uint64_t hiddenInMemory(const StageMemory& memory, std::uint64_t budget)
{
    const std::uint64_t work = memory.layer + memory.layer / 10; // what is predicted may be short of what comes
    return std::min(memory.hidden, budget > work ? budget - work : 0);
}

double RunPlan::seconds() const
{
    double sum = evaluationSeconds * double(stages.size() + 1);
    for (const StageForecast& stage : stages)
        sum += stage.seconds;
    return sum;
}

std::uint64_t RunPlan::peakMemoryBytes(std::uint64_t budget) const
{
    std::uint64_t peak = 0;
    for (const StageForecast& stage : stages)
        peak = std::max(peak, stage.memory.peak(hiddenInMemory(stage.memory, budget)));
    return peak;
}

std::uint64_t RunPlan::diskBytes(std::uint64_t budget) const
{
    std::uint64_t folders = 0;
    std::uint64_t most = 0; // a stage's hidden states lie beside the folders up to its own
    for (const StageForecast& stage : stages) {
        folders += stage.outputBytes;
        most = std::max(most, folders + stage.memory.hidden - hiddenInMemory(stage.memory, budget));
    }
    return std::max(folders, most);
}

json RunPlan::toJson(std::uint64_t budget) const
{
    json list = json::array();
    for (const StageForecast& stage : stages) {
        const std::uint64_t inMemory = hiddenInMemory(stage.memory, budget);
        list.push_back({{"name", stage.name},
                        {"seconds", stage.seconds},
                        {"peakMemoryBytes", stage.memory.peak(inMemory)},
                        {"activationBytes", stage.memory.hidden},
                        {"activationBytesOnDisk", stage.memory.hidden - inMemory},
                        {"bytesAfter", stage.outputBytes}});
    }
    return {{"peakMemoryBytes", peakMemoryBytes(budget)},
            {"diskBytes", diskBytes(budget)},
            {"seconds", seconds()},
            {"parametersBefore", before.parameters},
            {"parametersAfter", after.parameters},
            {"bytesBefore", before.foreignBytes > 0 ? before.foreignBytes : before.bytes()},
            {"bytesAfter", after.bytes()},
            {"stages", std::move(list)},
            {"modules", describeModules(*this)}};
}

} // namespace espalier::compress::plan
