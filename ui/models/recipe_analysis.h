#pragma once

#include <memory>
#include <optional>
#include <unordered_map>

#include <QString>

#include "core/recipe/parse.h"
#include "core/recipe/resolve.h"
#include "ui/models/model_document.h"

namespace espalier::ui {

/// What a recipe makes of one module of the current model.
struct ModuleEffect
{
    bool pruned = false;
    bool quantized = false;
    bool ignored = false; ///< named by an ignore entry of some modifier
    double sparsity = 0.0;
    int bits = 0;
};

/// A recipe's text, read and matched against a model: everything that the recipe page shows. Immutable.
class RecipeAnalysis
{
public:
    /// Takes well under 30 ms, so it runs while typing. `model` may be null: then nothing is matched.
    RecipeAnalysis(const QString& text, ModelDocumentPtr model);
    RecipeAnalysis(const RecipeAnalysis&) = delete;
    RecipeAnalysis& operator=(const RecipeAnalysis&) = delete;

    const std::vector<recipe::Diagnostic>& diagnostics() const { return m_diagnostics; } ///< by place
    int count(recipe::Severity severity) const;
    bool canRun() const { return m_recipe.has_value() && count(recipe::Severity::Error) == 0; }
    bool needsCalibration() const { return m_needsCalibration; }
    std::optional<recipe::Dialect> dialect() const { return m_dialect; }

    const recipe::Recipe* recipe() const { return m_recipe ? &*m_recipe : nullptr; } ///< the draft if there are errors
    const recipe::ResolvedRecipe& resolved() const { return m_resolved; }            ///< empty without a model
    const ModelDocumentPtr& model() const { return m_model; }
    /// Nothing if no modifier or ignore entry concerns the module.
    const ModuleEffect* effect(const model::ModuleNode* module) const;

private:
    void collectEffects();

    ModelDocumentPtr m_model;
    std::optional<recipe::Recipe> m_recipe; ///< the draft if there are errors
    std::optional<recipe::Dialect> m_dialect;
    std::vector<recipe::Diagnostic> m_diagnostics;
    recipe::ResolvedRecipe m_resolved; ///< points into m_recipe and m_model
    std::unordered_map<const model::ModuleNode*, ModuleEffect> m_effects;
    bool m_needsCalibration = false;
};

using RecipeAnalysisPtr = std::shared_ptr<const RecipeAnalysis>;

} // namespace espalier::ui
