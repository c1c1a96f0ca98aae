#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "core/compress/allocation/allocation.h"
#include "core/compress/modifier.h"
#include "core/compress/sparsegpt/schema.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"

namespace espalier::compress {

/// Prunes by SparseGPT; with `quantize` the survivors are quantized in the same sweep, on grids chosen from the weights
/// before it, wherever a quantization scheme applies to the module.
class SparseGptModifier : public Modifier
{
public:
    SparseGptModifier(SparseGptRecipe recipe, std::unordered_map<std::string, double> sparsity)
        : m_recipe(std::move(recipe)), m_allocation(m_recipe.allocation), m_sparsity(std::move(sparsity))
    {
    }

    std::string_view id() const override { return "SparseGPTModifier"; }
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
    void sweep(ModuleScope& module, const at::Tensor& target, const HessianFactor& factor, RunContext& context) const;
    void fallBack(ModuleScope& module) const;
    SparseGptOptions optionsFor(const ModuleScope& module) const;

    SparseGptRecipe m_recipe;
    Allocation m_allocation;
    std::unordered_map<std::string, double> m_sparsity; ///< by module
};

Result<std::unique_ptr<Modifier>> makeSparseGptModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
