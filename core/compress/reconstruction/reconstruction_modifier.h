#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/compress/modifier.h"
#include "core/compress/reconstruction/schema.h"

namespace espalier::compress {

/// Trains each decoder layer after the modifiers before it have worked on it; see reconstruct().
class ReconstructionModifier : public Modifier
{
public:
    ReconstructionModifier(const ReconstructionRecipe& recipe, std::set<std::string> modules)
        : m_recipe(recipe), m_modules(std::move(modules))
    {
    }

    std::string_view id() const override { return "BlockReconstructionModifier"; }
    bool needsCalibration() const override { return true; }
    BlockReference blockReference() const override
    {
        return m_recipe.referenceIsStage ? BlockReference::Stage : BlockReference::Source;
    }
    bool changes(const std::string& module) const override { return m_modules.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    ReconstructionRecipe m_recipe;
    std::set<std::string> m_modules;
};

Result<std::unique_ptr<Modifier>> makeReconstructionModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
