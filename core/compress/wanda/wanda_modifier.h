#pragma once

#include <memory>

#include "core/compress/pruning_modifier.h"
#include "core/compress/wanda/schema.h"

namespace espalier::compress {

/// Prunes by Wanda: the diagonal of the Hessian gives the norms of the inputs.
class WandaModifier : public PruningModifier
{
public:
    WandaModifier(WandaRecipe recipe, ModuleSparsity sparsity)
        : PruningModifier(recipe.allocation, TrialPruner::Wanda, std::move(sparsity)), m_recipe(recipe)
    {
    }

    std::string_view id() const override { return "WandaPruningModifier"; }
    void layer(LayerScope& layer, RunContext& context) override;

private:
    void prune(ModuleScope& module, const at::Tensor& hessian) const;

    WandaRecipe m_recipe;
};

Result<std::unique_ptr<Modifier>> makeWandaModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
