#pragma once

#include <memory>
#include <unordered_map>

#include <QString>
#include <QStringList>

#include "ui/models/recipe_analysis.h"
#include "ui/models/target_pattern.h"

namespace espalier::ui {

/// Which of the recipe's modifiers the targets are chosen for.
struct ModifierPlace
{
    std::size_t stage = 0;
    std::size_t modifier = 0;

    bool operator==(const ModifierPlace&) const = default;
};

/// The modules that one modifier is to work on, ticked one by one or by what holds them; what they conflict with; and
/// the entries that say so.
class TargetChoice
{
public:
    /// @param analysis has a model, and a modifier at that place; @param entries that it starts from
    TargetChoice(RecipeAnalysisPtr analysis, ModifierPlace place, const QStringList& entries);

    enum class State { None, Some, All };
    State state(const model::ModuleNode& module) const; ///< of the weights in and below it
    /// Whether there is anything to tick in or below it.
    bool holdsWeights(const model::ModuleNode& module) const { return countOf(module).all > 0; }
    void set(const model::ModuleNode& module, bool chosen);
    void setAll(bool chosen);

    const ModuleSet& chosen() const { return m_chosen; }
    std::size_t weightCount() const { return m_writer->weights().size(); }
    /// An ignore entry of the modifier that takes the module out again; empty: none.
    QString ignoredBy(const model::ModuleNode& module) const;
    /// Title of a modifier before this one that works on it; empty: none.
    QString takenBy(const model::ModuleNode& module) const;
    /// Chosen ones that an ignore entry takes out again.
    std::size_t ignoredCount() const;

    const recipe::ModifierSchema& schema() const { return m_schema; }
    const RecipeAnalysisPtr& analysis() const { return m_analysis; }
    /// For a thread of its own: a tree of thousands of experts takes some tenths of a second.
    const std::shared_ptr<const TargetWriter>& writer() const { return m_writer; }

private:
    struct Count
    {
        std::size_t chosen = 0;
        std::size_t all = 0;
    };
    Count countOf(const model::ModuleNode& module) const;
    void collect(const model::ModuleNode& module, ModuleSet& weights) const;

    RecipeAnalysisPtr m_analysis;
    const recipe::ModifierSchema& m_schema;
    std::shared_ptr<const TargetWriter> m_writer;
    ModuleSet m_chosen;
    std::unordered_map<const model::ModuleNode*, QString> m_ignored;
    std::unordered_map<const model::ModuleNode*, QString> m_taken;
    mutable std::unordered_map<const model::ModuleNode*, Count> m_counts; ///< filled when asked
};

} // namespace espalier::ui
