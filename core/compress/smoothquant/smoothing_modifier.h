#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/compress/modifier.h"
#include "core/compress/scaling/scaling_plan.h"
#include "core/compress/smoothquant/schema.h"

namespace espalier::compress {

class ChannelStatistics;

/// SmoothQuant and logarithmic equalization: moves outliers of a layer's inputs into the weights that read them, before
/// the stage's other modifiers see the layer.
class SmoothingModifier : public Modifier
{
public:
    /// @param id YAML key  @param ignored names of smooth layers
    SmoothingModifier(std::string id, SmoothingRecipe recipe, std::set<std::string> ignored)
        : m_id(std::move(id)), m_recipe(std::move(recipe)), m_ignored(std::move(ignored))
    {
    }

    std::string_view id() const override { return m_id; }
    bool needsCalibration() const override { return true; }
    BlockReference blockReference() const override { return BlockReference::Inputs; }
    bool changes(const std::string& module) const override { return m_changed.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    void smooth(LayerScope& layer, const ScalableInput& input, const ChannelStatistics& inputs) const;

    std::string m_id;
    SmoothingRecipe m_recipe;
    std::set<std::string> m_ignored;
    const ModelView* m_model = nullptr;
    ScalingPlan m_plan;
    std::set<std::string> m_changed; ///< modules
};

/// Of both types.
Result<std::unique_ptr<Modifier>> makeSmoothingModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
