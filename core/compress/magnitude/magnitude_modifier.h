#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "core/compress/magnitude/schema.h"
#include "core/compress/pruning_modifier.h"

namespace espalier::compress {

/// Takes the smallest weights of each matrix, of each group of inputs, or of all matrices together (`global`: the
/// ranking is made in prepare(), with all of them in memory at once).
class MagnitudeModifier : public Modifier
{
public:
    MagnitudeModifier(MagnitudeRecipe recipe, ModuleSparsity sparsity)
        : m_recipe(recipe), m_sparsity(std::move(sparsity))
    {
    }

    std::string_view id() const override { return "MagnitudePruningModifier"; }
    bool changes(const std::string& module) const override { return m_sparsity.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    void rankGlobally(ModelView& model, RunContext& context);

    MagnitudeRecipe m_recipe;
    ModuleSparsity m_sparsity;
    std::unordered_map<std::string, at::Tensor> m_masks; ///< by module, with `global` alone
};

Result<std::unique_ptr<Modifier>> makeMagnitudeModifier(const recipe::ResolvedModifier& resolved);

/// Prunes one module; groupSize 0 is unstructured.
void pruneByMagnitude(ModuleScope& module, double sparsity, int keptOfGroup, int groupSize);

} // namespace espalier::compress
