#include "core/compress/admm/admm_modifier.h"

#include "core/compress/magnitude/magnitude_modifier.h"

namespace espalier::compress {

AdmmOptions AdmmModifier::optionsFor(const ModuleScope& module) const
{
    AdmmOptions options;
    options.mode = m_recipe.fast ? AdmmMode::Fast : AdmmMode::Best;
    options.rule = {sparsityOf(module), m_recipe.keptOfGroup, m_recipe.groupSize};
    options.dampening = m_recipe.dampening;
    options.refit.iterations = m_recipe.refitIterations;
    return options;
}

void AdmmModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        if (!changes(module.plan->name) || module.done)
            continue;
        context.poll();
        const AdmmOptions options = optionsFor(module);
        const at::Tensor target = layer.target(module, m_recipe.targetMix, m_recipe.dampening);
        const at::Tensor hessian = layer.hessian(module);
        {
            const PhaseTimer timer(context.phases(), "admm");
            if (hessian.defined()) {
                const bool keeps = m_recipe.preserveMask || module.plan->keepsZeros;
                const at::Tensor preserved = keeps ? module.weight.eq(0.0) : at::Tensor();
                AdmmResult result = admmPrune(target, preserved, hessian, options, context.cancel());
                module.weight = std::move(result.weight);
                module.maskSparsity = double(result.places) / double(module.weight.numel());
                module.dampening = m_recipe.dampening;
            } else {
                pruneByMagnitude(module, options.rule.sparsity, options.rule.kept, options.rule.group);
                module.note = "pruned by magnitude: its inputs are too large for a Hessian";
            }
            module.seconds += timer.seconds();
        }
        module.modifier = id();
        layer.finished(module);
    }
}

Result<std::unique_ptr<Modifier>> makeAdmmModifier(const recipe::ResolvedModifier& resolved)
{
    return makePruner<AdmmModifier>(admmFromRecipe(*resolved.modifier), resolved);
}

} // namespace espalier::compress
