#include "core/compress/plan/stage_checks.h"

#include <algorithm>

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

} // namespace

std::vector<recipe::Diagnostic> checkStructure(const recipe::ResolvedRecipe& resolved, const model::ModelSpec& spec)
{
    recipe::Diagnostics diagnostics;
    for (const recipe::ResolvedStage& stage : resolved.stages) {
        bool reshapes = false;
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
