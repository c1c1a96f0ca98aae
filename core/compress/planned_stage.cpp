#include "core/compress/planned_stage.h"

#include <algorithm>

#include "core/compress/plan/cost_model.h"
#include "core/compress/schemas.h"
#include "core/recipe/diagnostic_error.h"

namespace espalier::compress {

bool PlannedStage::canBeShared(std::size_t windows, int ranks) const
{
    const auto alone = [](const auto& modifier) {
        return plan::costModel(modifier->id()).worksOnMatricesAlone &&
               modifier->blockReference() == BlockReference::None;
    };
    return !training && std::all_of(modifiers.begin(), modifiers.end(), alone) &&
           (windows == 0 || windows >= std::size_t(ranks));
}

Result<PlannedStage> planStage(const recipe::ResolvedStage& stage)
{
    PlannedStage planned;
    planned.name = stage.stage->name;
    planned.plan = {{"name", planned.name}, {"modifiers", nlohmann::json::array()}};
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

Result<PlannedStage> planStage(const recipe::Recipe& recipe, std::size_t index, const model::Checkpoint& input)
{
    recipe::Recipe alone = recipe;
    alone.stages = {recipe.stages[index]};
    const recipe::ResolvedRecipe matched = recipe::resolve(alone, input.tree(), modifierSchemas());
    if (matched.hasErrors())
        return recipe::firstError(matched.diagnostics, "recipe");
    return planStage(matched.stages.front());
}

} // namespace espalier::compress
