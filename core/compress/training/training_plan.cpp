#include "core/compress/training/training_plan.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "core/compress/pruning_modifier.h"
#include "core/compress/quantization/quantization_modifier.h"

namespace espalier::compress {
namespace {

using recipe::ResolvedModifier;

std::string placeOf(const ResolvedModifier& resolved)
{
    return "line " + std::to_string(resolved.modifier->location.line);
}

template <typename T> Result<void> keep(Result<T> read, std::optional<T>& target)
{
    if (!read)
        return read.error();
    target = read.take();
    return {};
}

Result<void> addFineTuning(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    auto read = fineTuningFromRecipe(*resolved.modifier);
    if (!read)
        return read.error();
    plan.tuning = read.take();
    plan.defaults = false;
    return {};
}

Result<void> addConstantPruning(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    plan.constant.merge(namesOf(resolved));
    return {};
}

Result<void> addQuantization(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    if (auto known = makeQuantizationModifier(resolved); !known) // checks the schemes
        return known.error();
    for (const recipe::ResolvedModule& module : resolved.modules) {
        if (!module.scheme || !module.scheme->weights)
            continue;
        const auto& input = module.scheme->inputActivations;
        if (input && !input->dynamic)
            return Error{
                "recipe.scheme.unsupported",
                "Static input ranges cannot be trained with. Make the input activations dynamic, or quantize in "
                "a oneshot stage after this one.",
                placeOf(resolved)};
        plan.schemes[module.module->name] = *module.scheme;
    }
    return {};
}

Result<void> addPruning(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    plan.sparsity = sparsityOf(resolved);
    return keep(magnitudeFromRecipe(*resolved.modifier), plan.pruning);
}

Result<void> addLora(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    plan.loraModules = namesOf(resolved);
    return keep(loraFromRecipe(*resolved.modifier), plan.lora);
}

Result<void> addStudent(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    return keep(studentFromRecipe(*resolved.modifier), plan.student);
}

Result<void> addOutput(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    return keep(outputDistillationFromRecipe(*resolved.modifier), plan.output);
}

Result<void> addHidden(const ResolvedModifier& resolved, TrainingPlan& plan)
{
    return keep(hiddenDistillationFromRecipe(*resolved.modifier), plan.hidden);
}

using Adder = Result<void> (*)(const ResolvedModifier& resolved, TrainingPlan& plan);

Adder adderOf(const std::string& type)
{
    static const std::map<std::string, Adder> kAdders = {
        {"FineTuningModifier", &addFineTuning},
        {"ConstantPruningModifier", &addConstantPruning},
        {"QuantizationModifier", &addQuantization},
        {"MagnitudePruningModifier", &addPruning},
        {"OutputDistillationModifier", &addOutput},
        {"HiddenDistillationModifier", &addHidden},
        {"LoRAModifier", &addLora},
        {"StudentModifier", &addStudent},
    };
    const auto found = kAdders.find(type);
    return found == kAdders.end() ? nullptr : found->second;
}

} // namespace

double TrainingPlan::originalScale() const
{
    double scale = 1.0;
    if (output)
        scale = output->originalScale;
    return hidden ? std::min(scale, hidden->originalScale) : scale;
}

bool trainsOnly(const std::string& modifierType)
{
    return adderOf(modifierType) && modifierType != "QuantizationModifier" &&
           modifierType != "MagnitudePruningModifier" && modifierType != "ConstantPruningModifier";
}

Result<TrainingPlan> planTraining(const recipe::ResolvedStage& stage)
{
    TrainingPlan plan;
    for (const ResolvedModifier& resolved : stage.modifiers) {
        const std::string& type = resolved.modifier->type;
        const Adder add = adderOf(type);
        if (!add)
            return Error{"recipe.modifier.stage",
                         type + " does not work in a train stage. Put it into a stage with run_type: oneshot before or "
                                "after.",
                         placeOf(resolved)};
        const bool again = std::find(plan.modifiers.begin(), plan.modifiers.end(), type) != plan.modifiers.end();
        if (again && type != "ConstantPruningModifier")
            return Error{"recipe.modifier.twice", type + " stands twice in one train stage. Remove one of them.",
                         placeOf(resolved)};
        if (auto added = add(resolved, plan); !added)
            return added.error();
        plan.modifiers.push_back(type);
    }
    return plan;
}

} // namespace espalier::compress
