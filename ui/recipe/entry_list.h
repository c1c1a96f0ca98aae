#pragma once

#include <QTreeWidget>

#include "ui/models/recipe_analysis.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// The modifiers in run order and below each its target and ignore entries with their numbers of hits. Pointing at an
/// entry, or selecting it, previews what it hits.
class EntryList : public QTreeWidget
{
    Q_OBJECT

public:
    explicit EntryList(const Theme& theme, QWidget* parent = nullptr);

    void setAnalysis(const RecipeAnalysisPtr& analysis);

Q_SIGNALS:
    void previewChanged(const espalier::recipe::EntryHits* entry); ///< null: none
    void goToRequested(const espalier::recipe::Location& location);

protected:
    void leaveEvent(QEvent* event) override;

private:
    const recipe::EntryHits* entryOf(const QTreeWidgetItem* item) const;
    void preview(const QTreeWidgetItem* item);

    const Theme& m_theme;
    RecipeAnalysisPtr m_analysis;
};

} // namespace espalier::ui
