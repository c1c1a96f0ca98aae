#pragma once

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/compress/modifier.h"
#include "core/compress/osscar/osscar_math.h"
#include "core/compress/osscar/schema.h"

namespace espalier::compress {

/// Narrows feed-forward parts: columns of down_proj go with the rows of gate_proj and up_proj that make them.
class OsscarModifier : public Modifier
{
public:
    /// @param modules whose layers are pruned, if a down_proj is among them
    OsscarModifier(OsscarRecipe recipe, std::set<std::string> modules) : m_recipe(recipe), m_modules(std::move(modules))
    {
    }

    std::string_view id() const override { return "OSSCARPruningModifier"; }
    bool needsCalibration() const override { return true; }
    bool needsHessian() const override { return true; }
    bool needsDenseInputs() const override { return m_recipe.targetMix > 0.0; }
    bool needsSelection() const override { return m_recipe.bySensitivity; }
    bool changes(const std::string& module) const override { return m_changed.count(module) > 0; }
    nlohmann::json decision() const override;
    void restore(const nlohmann::json& decision) override;
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    OsscarOptions options(std::int64_t removed) const;
    /// The width that routed experts keep; 0: they are left as they are. @throws RunError if only some are targeted
    std::int64_t keptExpertWidth(const ModelView& model) const;
    void narrow(LayerScope& layer, ModuleScope& down, RunContext& context);

    OsscarRecipe m_recipe;
    std::set<std::string> m_modules;
    std::unordered_set<std::string> m_changed;            ///< modules
    std::unordered_map<std::string, std::int64_t> m_kept; ///< width by down_proj
    std::vector<std::int64_t> m_widths;                   ///< by layer of the stage's input; empty: not decided
};

Result<std::unique_ptr<Modifier>> makeOsscarModifier(const recipe::ResolvedModifier& resolved);

/// The module of that role, of that expert; nullptr if the layer has none.
ModuleScope* findRole(LayerScope& layer, std::string_view role, int expert = model::kNoExpert);

/// Removes input groups of `module` by OSSCAR: sets its weight (all columns, removed ones 0) and says what was kept.
/// Without a usable Hessian every input counts alike.
/// @param mix, see LayerScope::target() @throws Cancelled
OsscarResult removeInputs(LayerScope& layer, ModuleScope& module, const OsscarOptions& options, double mix,
                          RunContext& context);

/// int64 indices as a tensor.
at::Tensor indexTensor(const std::vector<std::int64_t>& indices);

} // namespace espalier::compress
