#pragma once

#include <memory>
#include <set>
#include <string>
#include <unordered_map>

#include "core/compress/allocation/allocation.h"
#include "core/compress/modifier.h"

namespace espalier::compress {

/// Share of zeros by module.
using ModuleSparsity = std::unordered_map<std::string, double>;

ModuleSparsity sparsityOf(const recipe::ResolvedModifier& resolved);
std::set<std::string> namesOf(const recipe::ResolvedModifier& resolved);

/// What the pruners that calibrate share: which modules they prune, how much of each, and the profile by which layers
/// share the sparsity.
class PruningModifier : public Modifier
{
public:
    bool needsCalibration() const override { return true; }
    bool needsHessian() const override { return true; }
    bool needsSelection() const override { return m_allocation.needsSelection(); }
    nlohmann::json decision() const override { return m_allocation.decision(); }
    void restore(const nlohmann::json& decision) override { m_allocation.restore(decision); }
    bool changes(const std::string& module) const override { return m_sparsity.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;

protected:
    PruningModifier(AllocationRecipe allocation, TrialPruner pruner, ModuleSparsity sparsity)
        : m_allocation(allocation, pruner), m_sparsity(std::move(sparsity))
    {
    }

    bool uniform() const { return m_allocation.uniform(); }
    double sparsityOf(const ModuleScope& module) const { return m_sparsity.at(module.plan->name); }

private:
    Allocation m_allocation;
    ModuleSparsity m_sparsity;
};

/// A pruner of what its recipe says, or why it says nothing sound.
template <typename Pruner, typename Recipe>
Result<std::unique_ptr<Modifier>> makePruner(Result<Recipe> recipe, const recipe::ResolvedModifier& resolved)
{
    if (!recipe)
        return recipe.error();
    return std::unique_ptr<Modifier>(std::make_unique<Pruner>(recipe.take(), sparsityOf(resolved)));
}

} // namespace espalier::compress
