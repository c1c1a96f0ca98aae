#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "core/compress/modifier.h"
#include "core/compress/quantization/schema.h"

namespace espalier::compress {

/// Gives modules their quantization schemes, and rounds to nearest what no joint sweep of the stage has quantized.
/// Input ranges of static schemes are observed by the pipeline: see ModulePlan::needsInputRange().
class QuantizationModifier : public Modifier
{
public:
    using Schemes = std::unordered_map<std::string, formats::QuantizationScheme>;

    explicit QuantizationModifier(QuantizationRecipe recipe, Schemes schemes)
        : m_recipe(std::move(recipe)), m_schemes(std::move(schemes))
    {
    }

    std::string_view id() const override { return "QuantizationModifier"; }
    bool needsCalibration() const override;
    bool roundsLast() const override { return true; }
    bool changes(const std::string& module) const override { return m_schemes.count(module) > 0; }
    void prepare(ModelView& model, RunContext& context) override;
    void layer(LayerScope& layer, RunContext& context) override;

private:
    QuantizationRecipe m_recipe;
    Schemes m_schemes; ///< by module
};

/// The schemes of the modules that a modifier resolved to. Errors: `recipe.scheme.unsupported` (more than 8 bits, float
/// types but float8, input strategies that are not simulated).
Result<QuantizationModifier::Schemes> schemesOf(const recipe::ResolvedModifier& resolved);

/// Puts them into the plans of a stage's output, and what the recipe says of keys and values.
void giveSchemes(ModelView& model, const QuantizationModifier::Schemes& schemes, const QuantizationRecipe& recipe);

/// Errors: those of schemesOf().
Result<std::unique_ptr<Modifier>> makeQuantizationModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
