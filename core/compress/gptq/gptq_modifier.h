#pragma once

#include <memory>
#include <string>

#include "core/compress/gptq/schema.h"
#include "core/compress/modifier.h"
#include "core/compress/quantization/quantization_modifier.h"

namespace espalier::compress {

/// Quantizes weights by GPTQ under its own schemes, or under those that a QuantizationModifier before it has given.
/// What has no Hessian (the embedding, inputs that would not factor) is rounded to nearest, with a note.
class GptqModifier : public Modifier
{
public:
    GptqModifier(GptqRecipe recipe, QuantizationModifier::Schemes schemes)
        : m_recipe(std::move(recipe)), m_schemes(std::move(schemes))
    {
    }

    std::string_view id() const override { return "GPTQModifier"; }
    bool needsCalibration() const override { return true; }
    bool needsHessian() const override { return true; }
    bool needsDenseInputs() const override { return m_recipe.targetMix > 0.0; }
    bool changes(const std::string& module) const override { return m_schemes.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    void quantize(ModuleScope& module, LayerScope& layer, RunContext& context) const;

    GptqRecipe m_recipe;
    QuantizationModifier::Schemes m_schemes; ///< by module
};

/// Errors: `recipe.scheme.unsupported`, `recipe.quantize.no-scheme`.
Result<std::unique_ptr<Modifier>> makeGptqModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
