#include "core/compress/sparsegpt/sparsegpt_modifier.h"

#include <sstream>
#include <stdexcept>

#include "core/compress/magnitude/magnitude_modifier.h"
#include "core/compress/stored_weight.h"

namespace espalier::compress {

void SparseGptModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        if (!changes(module.plan->name) || module.done)
            continue;
        context.poll();
        const at::Tensor target = layer.target(module, m_recipe.targetMix, m_recipe.dampening);
        const HessianFactor* factor = layer.factor(module, m_recipe.dampening);
        if (!factor)
            throw std::logic_error("SparseGPT: no Hessian for " + module.plan->name);
        {
            const PhaseTimer timer(context.phases(), "sweep");
            if (factor->usable())
                sweep(module, target, *factor, context);
            else
                fallBack(module);
            module.seconds += timer.seconds();
        }
        module.modifier = id();
        layer.finished(module);
    }
}

void SparseGptModifier::sweep(ModuleScope& module, const at::Tensor& target, const HessianFactor& factor,
                              RunContext& context) const
{
    std::optional<QuantizationGrid> grid;
    if (m_recipe.quantize && module.plan->storesIntegers())
        grid = gridAsStored(target, *module.plan->scheme->weights, module.plan->dtype);
    SweepResult result =
        sparseGptSweep(target, factor, optionsFor(module), grid ? &*grid : nullptr, context.cancel(), module.weight);
    module.weight = std::move(result.weight);
    module.maskSparsity = double(result.pruned) / double(module.weight.numel());
    module.dampening = factor.dampening;
    if (grid)
        module.quantized = std::move(result.quantized);
    if (factor.attempts > 1) {
        std::ostringstream note;
        note << "damping raised to " << factor.dampening;
        module.note = note.str();
    }
}

void SparseGptModifier::fallBack(ModuleScope& module) const
{
    const SparseGptOptions options = optionsFor(module);
    pruneByMagnitude(module, options.sparsity, options.keptOfGroup, options.groupSize);
    module.note = "pruned by magnitude: the Hessian would not factor";
}

SparseGptOptions SparseGptModifier::optionsFor(const ModuleScope& module) const
{
    SparseGptOptions options;
    options.sparsity = sparsityOf(module);
    options.keptOfGroup = m_recipe.keptOfGroup;
    options.groupSize = m_recipe.groupSize;
    options.blockSize = m_recipe.blockSize;
    options.preserveMask = m_recipe.preserveMask || module.plan->keepsZeros;
    return options;
}

Result<std::unique_ptr<Modifier>> makeSparseGptModifier(const recipe::ResolvedModifier& resolved)
{
    return makePruner<SparseGptModifier>(sparseGptFromRecipe(*resolved.modifier), resolved);
}

} // namespace espalier::compress
