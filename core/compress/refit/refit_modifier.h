#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/compress/modifier.h"
#include "core/compress/refit/schema.h"

namespace espalier::compress {

/// Refits what earlier modifiers or stages left of each matrix to its dense weights or their mixed target. Where the
/// stage began with a sparse model, its sparse weights are the dense ones.
class RefitModifier : public Modifier
{
public:
    RefitModifier(RefitRecipe recipe, std::set<std::string> modules) : m_recipe(recipe), m_modules(std::move(modules))
    {
    }

    std::string_view id() const override { return "MaskedRefitModifier"; }
    bool needsCalibration() const override { return true; }
    bool needsHessian() const override { return true; }
    bool needsDenseInputs() const override { return m_recipe.targetMix > 0.0; }
    bool changes(const std::string& module) const override { return m_modules.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    RefitRecipe m_recipe;
    std::set<std::string> m_modules;
};

Result<std::unique_ptr<Modifier>> makeRefitModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
