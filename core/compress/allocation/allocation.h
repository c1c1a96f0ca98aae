#pragma once

#include <string>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "core/compress/allocation/schema.h"
#include "core/compress/model_view.h"
#include "core/compress/run_context.h"

namespace espalier::compress {

/// Gives each decoder layer its share of a pruner's sparsity (`sparsity_profile`). A pruner owns one, asks it in
/// prepare() and hands needs..(), decision() and restore() through.
class Allocation
{
public:
    Allocation(AllocationRecipe recipe, TrialPruner pruner) : m_recipe(recipe), m_pruner(pruner) {}

    bool uniform() const { return m_recipe.profile == SparsityProfile::Uniform; }
    bool needsCalibration() const { return !uniform(); }
    bool needsSelection() const { return m_recipe.profile == SparsityProfile::Sensitivity; }

    /// Replaces the sparsity of the decoder layers' modules, measuring unless a decision was restored. The mean over
    /// all their weights stays as asked. Modules outside the layers keep theirs.
    /// @param sparsity by module, the same number for all  @throws Cancelled
    void apply(const ModelView& model, RunContext& context, std::unordered_map<std::string, double>& sparsity);

    /// {"profile", "layers": [{"layer", "sparsity", "outliers" or "divergence"}]}, null before apply() or if uniform.
    /// Profile sensitivity: "divergence" of the layer's [lower, higher] neighbour (see Trial) beside that of all, and
    /// "uniform", that of the common sparsity.
    const nlohmann::json& decision() const { return m_decision; }
    void restore(const nlohmann::json& decision) { m_decision = decision; }

private:
    void measure(const ModelView& model, RunContext& context, const std::unordered_map<std::string, double>& sparsity);

    AllocationRecipe m_recipe;
    TrialPruner m_pruner;
    nlohmann::json m_decision;
};

} // namespace espalier::compress
