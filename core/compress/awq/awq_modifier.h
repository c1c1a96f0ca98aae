#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/compress/awq/schema.h"
#include "core/compress/modifier.h"
#include "core/compress/scaling/scaling_plan.h"

namespace espalier::compress {

class LayerReplay;

/// Activation-aware scales for the modules that this stage quantizes: by its own schemes, which it rounds to nearest,
/// or by those of a modifier after it.
class AwqModifier : public Modifier
{
public:
    /// @param rounding quantizes by the modifier's own schemes; nullptr if it has none
    AwqModifier(AwqRecipe recipe, std::unique_ptr<Modifier> rounding)
        : m_recipe(std::move(recipe)), m_rounding(std::move(rounding))
    {
    }

    std::string_view id() const override { return "AWQModifier"; }
    bool needsCalibration() const override { return true; }
    BlockReference blockReference() const override { return BlockReference::Inputs; }
    bool changes(const std::string& module) const override { return m_scaled.count(module) > 0 || rounds(module); }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    bool rounds(const std::string& module) const { return m_rounding && m_rounding->changes(module); }
    void scaleLayer(LayerScope& layer, RunContext& context) const;
    void scale(LayerScope& layer, const ScalableInput& input, const LayerReplay& replay, RunContext& context) const;
    double loss(LayerScope& layer, const ScalableInput& input, const LayerReplay& replay,
                const at::Tensor& scales) const;

    AwqRecipe m_recipe;
    std::unique_ptr<Modifier> m_rounding;
    const ModelView* m_model = nullptr;
    ScalingPlan m_plan;
    std::set<std::string> m_scaled; ///< modules
};

Result<std::unique_ptr<Modifier>> makeAwqModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
