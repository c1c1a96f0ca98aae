#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "core/compress/allocation/allocation.h"
#include "core/compress/modifier.h"
#include "core/compress/wanda/schema.h"

namespace espalier::compress {

/// Prunes by Wanda: the diagonal of the Hessian gives the norms of the inputs.
class WandaModifier : public Modifier
{
public:
    WandaModifier(WandaRecipe recipe, std::unordered_map<std::string, double> sparsity)
        : m_recipe(recipe), m_allocation(recipe.allocation), m_sparsity(std::move(sparsity))
    {
    }

    std::string_view id() const override { return "WandaPruningModifier"; }
    bool needsCalibration() const override { return true; }
    bool needsHessian() const override { return true; }
    bool needsSelection() const override { return m_allocation.needsSelection(); }
    bool changes(const std::string& module) const override { return m_sparsity.count(module) > 0; }
    nlohmann::json decision() const override { return m_allocation.decision(); }
    void restore(const nlohmann::json& decision) override { m_allocation.restore(decision); }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    void prune(ModuleScope& module, const at::Tensor& hessian) const;

    WandaRecipe m_recipe;
    Allocation m_allocation;
    std::unordered_map<std::string, double> m_sparsity; ///< by module
};

Result<std::unique_ptr<Modifier>> makeWandaModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
