#include "ui/models/recipe_analysis.h"

#include <algorithm>

#include "core/compress/plan/stage_checks.h"
#include "core/compress/schemas.h"

namespace espalier::ui {

RecipeAnalysis::RecipeAnalysis(const QString& text, ModelDocumentPtr model) : m_model(std::move(model))
{
    const recipe::SchemaRegistry& schemas = compress::modifierSchemas();
    recipe::ParsedRecipe parsed = recipe::parseRecipe(text.toStdString(), schemas);
    m_diagnostics = std::move(parsed.diagnostics);
    m_dialect = parsed.dialect;
    m_recipe = std::move(parsed.draft);
    if (m_recipe) {
        const auto append = [&](const std::vector<recipe::Diagnostic>& more) {
            m_diagnostics.insert(m_diagnostics.end(), more.begin(), more.end());
        };
        append(recipe::checkRunnable(*m_recipe, schemas));
        m_needsCalibration = recipe::needsCalibration(*m_recipe, schemas);
        if (m_model) {
            m_resolved = recipe::resolve(*m_recipe, m_model->tree(), schemas);
            append(m_resolved.diagnostics);
            if (m_model->checkpoint) {
                append(compress::plan::checkStructure(m_resolved, m_model->checkpoint->spec()));
            }
            collectEffects();
        }
    }
    std::stable_sort(m_diagnostics.begin(), m_diagnostics.end(), [](const auto& a, const auto& b) {
        return std::pair(a.location.line, a.location.column) < std::pair(b.location.line, b.location.column);
    });
}

int RecipeAnalysis::count(recipe::Severity severity) const
{
    return int(std::count_if(m_diagnostics.begin(), m_diagnostics.end(),
                             [&](const recipe::Diagnostic& diagnostic) { return diagnostic.severity == severity; }));
}

const ModuleEffect* RecipeAnalysis::effect(const model::ModuleNode* module) const
{
    const auto found = m_effects.find(module);
    return found == m_effects.end() ? nullptr : &found->second;
}

void RecipeAnalysis::collectEffects()
{
    for (const recipe::ResolvedStage& stage : m_resolved.stages) {
        for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
            for (const recipe::ResolvedModule& target : modifier.modules) {
                ModuleEffect& effect = m_effects[target.module];
                effect.pruned = effect.pruned || target.sparsity > 0.0;
                effect.sparsity = std::max(effect.sparsity, target.expectedSparsity);
                if (target.scheme && target.scheme->weights) {
                    effect.quantized = true;
                    effect.bits = target.scheme->weights->bits;
                }
            }
            for (const recipe::EntryHits& entry : modifier.entries) {
                if (entry.kind == recipe::EntryKind::Ignore) {
                    for (const model::ModuleNode* module : entry.hits) {
                        m_effects[module].ignored = true;
                    }
                    for (const model::ModuleNode* module : entry.modules) {
                        m_effects[module].ignored = true;
                    }
                }
            }
        }
    }
}

} // namespace espalier::ui
