#include "core/compress/pruning_modifier.h"

namespace espalier::compress {

ModuleSparsity sparsityOf(const recipe::ResolvedModifier& resolved)
{
    ModuleSparsity sparsity;
    for (const recipe::ResolvedModule& module : resolved.modules)
        sparsity[module.module->name] = module.sparsity;
    return sparsity;
}

std::set<std::string> namesOf(const recipe::ResolvedModifier& resolved)
{
    std::set<std::string> names;
    for (const recipe::ResolvedModule& module : resolved.modules)
        names.insert(module.module->name);
    return names;
}

void PruningModifier::prepare(ModelView& model, RunContext& context)
{
    for (ModulePlan& plan : model.modules()) {
        if (changes(plan.name))
            plan.written = true;
    }
    m_allocation.apply(model, context, m_sparsity);
}

} // namespace espalier::compress
