#pragma once

#include <memory>

#include "core/compress/admm/admm_math.h"
#include "core/compress/admm/schema.h"
#include "core/compress/pruning_modifier.h"

namespace espalier::compress {

/// Prunes by ADMM, each matrix towards its mixed target, and refits.
class AdmmModifier : public PruningModifier
{
public:
    AdmmModifier(AdmmRecipe recipe, ModuleSparsity sparsity)
        : PruningModifier(recipe.allocation, TrialPruner::SparseGpt, std::move(sparsity)), m_recipe(recipe)
    {
    }

    std::string_view id() const override { return "ADMMPruningModifier"; }
    bool needsDenseInputs() const override { return m_recipe.targetMix > 0.0; }
    void layer(LayerScope& layer, RunContext& context) override;

private:
    AdmmOptions optionsFor(const ModuleScope& module) const;

    AdmmRecipe m_recipe;
};

Result<std::unique_ptr<Modifier>> makeAdmmModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
