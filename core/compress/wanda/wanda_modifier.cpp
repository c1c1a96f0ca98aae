#include "core/compress/wanda/wanda_modifier.h"

#include <ATen/ops/masked_fill.h>

#include "core/compress/magnitude/magnitude_modifier.h"
#include "core/compress/stored_weight.h"
#include "core/compress/wanda/wanda_math.h"

namespace espalier::compress {

void WandaModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        if (!changes(module.plan->name) || module.done)
            continue;
        context.poll();
        {
            const PhaseTimer timer(context.phases(), "prune");
            prune(module, layer.hessian(module));
            module.seconds += timer.seconds();
        }
        module.modifier = id();
        layer.finished(module);
    }
}

void WandaModifier::prune(ModuleScope& module, const at::Tensor& hessian) const
{
    const double sparsity = sparsityOf(module);
    if (!hessian.defined()) { // inputs beyond float32's range, or an embedding, which reads none
        pruneByMagnitude(module, sparsity, m_recipe.keptOfGroup, m_recipe.groupSize);
        module.note = "pruned by magnitude: its inputs have no finite norm";
        return;
    }
    const at::Tensor energy = hessian.diagonal();
    const at::Tensor mask =
        m_recipe.groupSize > 0
            ? wandaMaskOfGroups(module.weight, energy, m_recipe.keptOfGroup, m_recipe.groupSize)
            : wandaMask(module.weight, energy, sparsity, uniform() ? RowCounts::Equal : RowCounts::Spread);
    module.weight = module.weight.masked_fill(mask, 0.0);
    module.maskSparsity = zeroShare(mask.logical_not());
}

Result<std::unique_ptr<Modifier>> makeWandaModifier(const recipe::ResolvedModifier& resolved)
{
    return makePruner<WandaModifier>(wandaFromRecipe(*resolved.modifier), resolved);
}

} // namespace espalier::compress
