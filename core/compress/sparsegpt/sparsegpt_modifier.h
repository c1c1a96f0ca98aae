#pragma once

#include <memory>

#include "core/compress/pruning_modifier.h"
#include "core/compress/sparsegpt/schema.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"

namespace espalier::compress {

/// Prunes by SparseGPT; with `quantize` the survivors are quantized in the same sweep, on grids chosen from the weights
/// before it, wherever a quantization scheme applies to the module.
class SparseGptModifier : public PruningModifier
{
public:
    SparseGptModifier(SparseGptRecipe recipe, ModuleSparsity sparsity)
        : PruningModifier(recipe.allocation, TrialPruner::SparseGpt, std::move(sparsity)), m_recipe(recipe)
    {
    }

    std::string_view id() const override { return "SparseGPTModifier"; }
    bool needsDenseInputs() const override { return m_recipe.targetMix > 0.0; }
    void layer(LayerScope& layer, RunContext& context) override;

private:
    void sweep(ModuleScope& module, const at::Tensor& target, const HessianFactor& factor, RunContext& context) const;
    void fallBack(ModuleScope& module) const;
    SparseGptOptions optionsFor(const ModuleScope& module) const;

    SparseGptRecipe m_recipe;
};

Result<std::unique_ptr<Modifier>> makeSparseGptModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
