#pragma once

#include <memory>
#include <string>
#include <unordered_set>

#include "core/compress/heads/schema.h"
#include "core/compress/modifier.h"

namespace espalier::compress {

/// Removes key/value heads: the columns of o_proj that they feed go as groups by OSSCAR, with the rows of q_proj,
/// k_proj and v_proj that make them.
class HeadModifier : public Modifier
{
public:
    explicit HeadModifier(HeadRecipe recipe) : m_recipe(recipe) {}

    std::string_view id() const override { return "AttentionHeadPruningModifier"; }
    bool needsCalibration() const override { return true; }
    bool needsHessian() const override { return true; }
    bool needsDenseInputs() const override { return m_recipe.targetMix > 0.0; }
    bool changes(const std::string& module) const override { return m_changed.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    HeadRecipe m_recipe;
    std::unordered_set<std::string> m_changed; ///< modules
    std::int64_t m_headDimension = 0;
    std::int64_t m_queryHeads = 0; ///< that read one key/value head
    std::int64_t m_removed = 0;    ///< key/value heads of each layer
};

Result<std::unique_ptr<Modifier>> makeHeadModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
