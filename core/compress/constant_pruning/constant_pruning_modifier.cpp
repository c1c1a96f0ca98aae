#include "core/compress/constant_pruning/constant_pruning_modifier.h"

#include "core/compress/pruning_modifier.h"

namespace espalier::compress {

void ConstantPruningModifier::prepare(ModelView& model, RunContext& /*context*/)
{
    for (ModulePlan& plan : model.modules())
        plan.keepsZeros = plan.keepsZeros || m_modules.count(plan.name) > 0;
}

Result<std::unique_ptr<Modifier>> makeConstantPruningModifier(const recipe::ResolvedModifier& resolved)
{
    return std::unique_ptr<Modifier>(std::make_unique<ConstantPruningModifier>(namesOf(resolved)));
}

} // namespace espalier::compress
