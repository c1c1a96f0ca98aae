#include "core/compress/plan/stage_checks.h"

#include <map>
#include <string>

#include "core/compress/plan/cost_model.h"
#include "core/compress/scaling/scaling_plan.h"
#include "core/recipe/diagnostics.h"

namespace espalier::compress::plan {
namespace {

void checkMappings(const recipe::Modifier& modifier, const model::ModelSpec& spec, recipe::Diagnostics& diagnostics)
{
    const auto mappings = mappingsFromRecipe(modifier);
    if (!mappings)
        return diagnostics.error(modifier.location, mappings.error().code, mappings.error().message);
    for (const ScalingMapping& mapping : *mappings) {
        if (const auto plan = scalingPlan(spec, {mapping}, {}, {}); !plan)
            diagnostics.error(mapping.location, plan.error().code, plan.error().message);
    }
}

/// What GPTQ or AWQ has rounded is done in its stage: a pruner or solver behind it would find nothing to do.
void checkOrder(const recipe::ResolvedStage& stage, recipe::Diagnostics& diagnostics)
{
    std::map<std::string, std::string> rounded; // module to the modifier's type
    for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
        const std::string& type = modifier.modifier->type;
        const bool roundsLast = costModel(type).roundsLast;
        const bool solves = modifier.schema->kind == recipe::ModifierKind::Pruning || type == "MaskedRefitModifier" ||
                            (modifier.schema->quantizationKeys && !roundsLast);
        for (const recipe::ResolvedModule& hit : modifier.modules) {
            const auto before = rounded.find(hit.module->name);
            if (!solves || before == rounded.end())
                continue;
            diagnostics.error(modifier.modifier->location, "recipe.order",
                              type + " comes after " + before->second + ", which has rounded " + before->first +
                                  " for good in this stage. Put it in front, or in a stage before.");
            break;
        }
        for (const recipe::ResolvedModule& hit : modifier.modules) {
            if (hit.scheme && hit.scheme->weights && !roundsLast)
                rounded.try_emplace(hit.module->name, type);
        }
    }
}

} // namespace

std::vector<recipe::Diagnostic> checkStructure(const recipe::ResolvedRecipe& resolved, const model::ModelSpec& spec)
{
    recipe::Diagnostics diagnostics;
    for (const recipe::ResolvedStage& stage : resolved.stages) {
        bool reshapes = false;
        if (stage.stage->runType == recipe::RunType::OneShot)
            checkOrder(stage, diagnostics);
        for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
            if (modifier.schema->available && modifier.schema->find("mappings") != nullptr)
                checkMappings(*modifier.modifier, spec, diagnostics);
            reshapes |= costModel(modifier.modifier->type).reshape != nullptr;
        }
        if (reshapes)
            break;
    }
    return diagnostics.take();
}

} // namespace espalier::compress::plan
