#include "core/compress/gptq/gptq_modifier.h"

#include <sstream>

#include <ATen/TensorOperators.h>

#include "core/compress/gptq/gptq_math.h"
#include "core/compress/quantization/range_search.h"
#include "core/compress/stored_weight.h"

namespace espalier::compress {

void GptqModifier::prepare(ModelView& model, RunContext& /*context*/)
{
    giveSchemes(model, m_recipe.ownSchemes ? m_schemes : QuantizationModifier::Schemes(), m_recipe.quantization);
    for (ModulePlan& plan : model.modules()) {
        if (changes(plan.name))
            plan.written = true;
    }
}

void GptqModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        if (!changes(module.plan->name) || module.done)
            continue;
        context.poll();
        quantize(module, layer, context);
        module.modifier = id();
        layer.finished(module);
    }
}

void GptqModifier::quantize(ModuleScope& module, LayerScope& layer, RunContext& context) const
{
    const ColumnOrder order = m_recipe.actOrder ? ColumnOrder::Descending : ColumnOrder::Natural;
    const HessianFactor* factor = layer.factor(module, m_recipe.dampening, order);
    const at::Tensor target = layer.target(module, m_recipe.targetMix, m_recipe.dampening, order);
    const PhaseTimer timer(context.phases(), "sweep");
    if (!factor || !factor->usable()) {
        roundToScheme(module);
        module.note = factor ? "rounded to nearest: the Hessian would not factor"
                             : "rounded to nearest: it has no calibrated inputs";
        module.seconds += timer.seconds();
        return;
    }
    const formats::QuantizationArgs& args = *module.plan->scheme->weights;
    const formats::DType stored = module.plan->dtype;
    const at::Tensor pattern = module.weight;
    const at::Tensor hessian = layer.hessian(module);
    // What will be zero takes no part in the choice of scales.
    const at::Tensor kept = target.masked_fill(factor->dead.unsqueeze(0).logical_or(pattern == 0.0), 0.0);
    QuantizationGrid grid;
    if (m_recipe.scaleSearch) {
        const auto ranges = searchRanges(kept, args, RangeSearch::byDiagonal(hessian.diagonal(), stored));
        grid = gridOfRanges(ranges, args, GridShape(args, kept.size(0), kept.size(1)));
        grid.scale = roundedToStored(grid.scale, stored);
    } else {
        grid = gridAsStored(kept, args, stored);
    }
    module.quantized = gptqSweep(target, pattern, *factor, grid, KeptZeros::Undo, context.cancel()).quantized;
    if (m_recipe.scaleDescent > 0)
        module.quantized = descendScales(target, *module.quantized, dampedHessian(hessian, factor->dampening),
                                         m_recipe.scaleDescent, stored, context.cancel());
    module.weight = dequantize(*module.quantized);
    module.dampening = factor->dampening;
    if (factor->attempts > 1) {
        std::ostringstream note;
        note << "damping raised to " << factor->dampening;
        module.note = note.str();
    }
    module.seconds += timer.seconds();
}

Result<std::unique_ptr<Modifier>> makeGptqModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = gptqFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    auto schemes = schemesOf(resolved);
    if (!schemes)
        return schemes.error();
    return std::unique_ptr<Modifier>(std::make_unique<GptqModifier>(recipe.take(), schemes.take()));
}

} // namespace espalier::compress
