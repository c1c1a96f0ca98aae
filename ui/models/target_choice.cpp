#include "ui/models/target_choice.h"

#include "core/recipe/entry_hits.h"

namespace espalier::ui {

namespace {

const recipe::ResolvedModifier& modifierAt(const RecipeAnalysis& analysis, ModifierPlace place)
{
    return analysis.resolved().stages.at(place.stage).modifiers.at(place.modifier);
}

QString textOf(const std::unordered_map<const model::ModuleNode*, QString>& texts, const model::ModuleNode& module)
{
    const auto found = texts.find(&module);
    return found == texts.end() ? QString() : found->second;
}

} // namespace

TargetChoice::TargetChoice(RecipeAnalysisPtr analysis, ModifierPlace place, const QStringList& entries)
    : m_analysis(std::move(analysis)), m_schema(*modifierAt(*m_analysis, place).schema),
      m_writer(std::make_shared<const TargetWriter>(m_analysis->model()->tree(), m_schema))
{
    std::vector<std::string> list;
    for (const QString& entry : entries) {
        list.push_back(entry.toStdString());
    }
    m_chosen = m_writer->hits(list);
    for (const recipe::EntryHits& entry : modifierAt(*m_analysis, place).entries) {
        if (entry.kind == recipe::EntryKind::Ignore) {
            for (const model::ModuleNode* module : entry.modules) {
                m_ignored.emplace(module, QString::fromStdString(entry.entry));
            }
        }
    }
    const auto& stages = m_analysis->resolved().stages;
    for (std::size_t s = 0; s <= place.stage; ++s) {
        const std::size_t end = s == place.stage ? place.modifier : stages[s].modifiers.size();
        for (std::size_t m = 0; m < end; ++m) {
            for (const recipe::ResolvedModule& target : stages[s].modifiers[m].modules) {
                m_taken[target.module] = QString::fromStdString(stages[s].modifiers[m].schema->title);
            }
        }
    }
}

TargetChoice::Count TargetChoice::countOf(const model::ModuleNode& module) const
{
    if (const auto known = m_counts.find(&module); known != m_counts.end()) {
        return known->second;
    }
    Count count;
    if (recipe::isWeight(module, m_schema)) {
        count = {m_chosen.contains(&module) ? 1U : 0U, 1U};
    }
    for (const model::ModuleNode& child : module.children) {
        const Count below = countOf(child);
        count.chosen += below.chosen;
        count.all += below.all;
    }
    m_counts[&module] = count;
    return count;
}

TargetChoice::State TargetChoice::state(const model::ModuleNode& module) const
{
    const Count count = countOf(module);
    return count.chosen == 0 ? State::None : count.chosen == count.all ? State::All : State::Some;
}

void TargetChoice::collect(const model::ModuleNode& module, ModuleSet& weights) const
{
    if (recipe::isWeight(module, m_schema)) {
        weights.insert(&module);
    }
    for (const model::ModuleNode& child : module.children) {
        collect(child, weights);
    }
}

void TargetChoice::set(const model::ModuleNode& module, bool chosen)
{
    ModuleSet weights;
    collect(module, weights);
    for (const model::ModuleNode* weight : weights) {
        if (chosen) {
            m_chosen.insert(weight);
        } else {
            m_chosen.erase(weight);
        }
    }
    m_counts.clear();
}

void TargetChoice::setAll(bool chosen)
{
    set(m_analysis->model()->tree(), chosen);
}

QString TargetChoice::ignoredBy(const model::ModuleNode& module) const
{
    return textOf(m_ignored, module);
}

QString TargetChoice::takenBy(const model::ModuleNode& module) const
{
    return textOf(m_taken, module);
}

std::size_t TargetChoice::ignoredCount() const
{
    std::size_t count = 0;
    for (const model::ModuleNode* module : m_chosen) {
        count += m_ignored.contains(module) ? 1U : 0U;
    }
    return count;
}

} // namespace espalier::ui
