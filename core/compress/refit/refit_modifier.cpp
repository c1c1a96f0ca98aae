#include "core/compress/refit/refit_modifier.h"

#include "core/compress/pruning_modifier.h"
#include "core/compress/refit/refit_math.h"

namespace espalier::compress {

void RefitModifier::prepare(ModelView& model, RunContext& /*context*/)
{
    for (ModulePlan& plan : model.modules()) {
        if (changes(plan.name))
            plan.written = true;
    }
}

void RefitModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        if (!changes(module.plan->name) || module.done)
            continue;
        context.poll();
        // target() gives the weights as they stand without a mix: to refit those to themselves would change nothing.
        // Where structured pruning took columns, module.dense has other shapes, and the weights are fitted to it
        // already.
        const at::Tensor target = m_recipe.targetMix > 0.0 || module.keptInputs.defined()
                                      ? layer.target(module, m_recipe.targetMix, m_recipe.dampening)
                                      : module.dense;
        const at::Tensor hessian = layer.hessian(module);
        const PhaseTimer timer(context.phases(), "refit");
        if (hessian.defined()) {
            const RefitOptions options{m_recipe.iterations, m_recipe.tolerance};
            module.weight = maskedRefit(module.weight, target, module.weight.eq(0.0),
                                        scaleHessian(hessian, m_recipe.dampening), options, context.cancel())
                                .weight;
            module.dampening = m_recipe.dampening;
            module.modifier = id();
        } else {
            module.note = "not refitted: its inputs are too large for a Hessian";
        }
        module.seconds += timer.seconds();
        layer.finished(module);
    }
}

Result<std::unique_ptr<Modifier>> makeRefitModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = refitFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    return std::unique_ptr<Modifier>(std::make_unique<RefitModifier>(recipe.take(), namesOf(resolved)));
}

} // namespace espalier::compress
