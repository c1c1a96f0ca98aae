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

/// Errors: `recipe.scheme.unsupported` (float types, more than 8 bits, blocks, input strategies that are not
/// simulated).
Result<std::unique_ptr<Modifier>> makeQuantizationModifier(const recipe::ResolvedModifier& resolved);

} // namespace espalier::compress
