#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/compress/depth/depth_search.h"
#include "core/compress/modifier.h"

namespace espalier::compress {

/// Leaves out decoder layers; chosen in prepare(), so that the rest of the stage works on those that stay. With
/// `bridge` the down_proj in front of each gap is refitted to do what a linear map can of the layers that are missing.
class DepthModifier : public Modifier
{
public:
    explicit DepthModifier(DepthRecipe recipe) : m_recipe(std::move(recipe)) {}

    std::string_view id() const override { return "DepthPruningModifier"; }
    bool needsSelection() const override { return m_recipe.indices.empty(); }
    bool needsCalibration() const override { return m_recipe.bridge; }
    bool needsHessian() const override { return m_recipe.bridge; }
    BlockReference blockReference() const override
    {
        return m_recipe.bridge ? BlockReference::Stage : BlockReference::None;
    }
    bool changes(const std::string& module) const override { return m_bridges.count(module) > 0; }
    nlohmann::json decision() const override { return m_decision; }
    void restore(const nlohmann::json& decision) override { m_decision = decision; }
    /// @throws RunError (`recipe.layers`) for layers that the model does not have, or if none would stay
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    std::vector<int> removedLayers(const ModelView& model, RunContext& context);
    void planBridges(ModelView& model, const std::vector<int>& removed);
    at::Tensor wanted(LayerScope& layer, const ModuleScope& down, RunContext& context) const;

    DepthRecipe m_recipe;
    nlohmann::json m_decision; ///< {"removed", "trials": [{"removed", "perplexity", "kl"}], ...}; null: none yet
    std::map<std::string, std::vector<int>> m_bridges; ///< down_proj in front of a gap -> the layers of the gap
    std::optional<model::Checkpoint> m_checkpoint;     ///< of the stage's input, with bridges
};

Result<std::unique_ptr<Modifier>> makeDepthModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
