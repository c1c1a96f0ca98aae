#pragma once

#include <QScrollArea>

#include "ui/models/recipe_analysis.h"
#include "ui/models/recipe_edit.h"
#include "ui/theme/theme.h"

class QLabel;
class QVBoxLayout;

namespace espalier::ui {

class FormField;
class TargetsField;

/// The keys of the current card, one field each, made from its schema. Keys without a field are listed with their line.
class ModifierForm : public QScrollArea
{
    Q_OBJECT

public:
    explicit ModifierForm(const Theme& theme, QWidget* parent = nullptr);

    /// @param card null: nothing is chosen
    void show(CardPlace place, const RecipeCard* card, recipe::Dialect dialect, const RecipeAnalysisPtr& analysis);
    void setFrozen(bool frozen);
    CardPlace place() const { return m_place; }
    const QList<FormField*>& fields() const { return m_fields; }
    FormField* field(const QString& key) const; ///< null if the form has none
    void focusFirst();

Q_SIGNALS:
    void keyChanged(espalier::ui::CardPlace place, const std::string& key, const espalier::recipe::Value& value);
    void keyRemoved(espalier::ui::CardPlace place, const std::string& key);
    void enableRequested(espalier::ui::CardPlace place);
    void pickRequested(espalier::ui::TargetsField* field);         ///< of the modifier at place()
    void previewChanged(const espalier::recipe::EntryHits* entry); ///< null: none
    void goToRequested(const espalier::recipe::Location& location);

private:
    void build(const RecipeCard& card, const recipe::ModifierSchema* schema);
    void addField(const recipe::KeySchema& key);
    void fillFields(const RecipeCard& card);
    void fillHits(const RecipeCard& card);
    void fillOthers(const RecipeCard& card);
    std::string documentKey(const FormField& field) const; ///< imported dialects call some keys otherwise
    void updateReadOnly();

    const Theme& m_theme;
    RecipeAnalysisPtr m_analysis;
    const recipe::ModifierSchema* m_schema = nullptr;
    CardPlace m_place;
    bool m_isBuilt = false; ///< for a card of m_type, which may be empty
    std::string m_type;
    recipe::Value m_arguments;
    bool m_enabled = true;
    bool m_frozen = false;
    QWidget* m_content = nullptr;
    QVBoxLayout* m_layout = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_hits = nullptr;
    QLabel* m_state = nullptr;
    QWidget* m_others = nullptr;
    QList<FormField*> m_fields;
};

} // namespace espalier::ui
