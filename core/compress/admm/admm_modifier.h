#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "core/compress/admm/admm_math.h"
#include "core/compress/admm/schema.h"
#include "core/compress/allocation/allocation.h"
#include "core/compress/modifier.h"

namespace espalier::compress {

/// Prunes by ADMM, each matrix towards its mixed target, and refits.
class AdmmModifier : public Modifier
{
public:
    AdmmModifier(AdmmRecipe recipe, std::unordered_map<std::string, double> sparsity)
        : m_recipe(std::move(recipe)), m_allocation(m_recipe.allocation), m_sparsity(std::move(sparsity))
    {
    }

    std::string_view id() const override { return "ADMMPruningModifier"; }
    bool needsCalibration() const override { return true; }
    bool needsHessian() const override { return true; }
    bool needsDenseInputs() const override { return m_recipe.targetMix > 0.0; }
    bool needsSelection() const override { return m_allocation.needsSelection(); }
    nlohmann::json decision() const override { return m_allocation.decision(); }
    void restore(const nlohmann::json& decision) override { m_allocation.restore(decision); }
    bool changes(const std::string& module) const override { return m_sparsity.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    AdmmOptions optionsFor(const ModuleScope& module) const;

    AdmmRecipe m_recipe;
    Allocation m_allocation;
    std::unordered_map<std::string, double> m_sparsity; ///< by module
};

Result<std::unique_ptr<Modifier>> makeAdmmModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
