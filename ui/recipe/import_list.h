#pragma once

#include <QWidget>

#include "ui/models/import_notes.h"
#include "ui/theme/theme.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace espalier::ui {

/// What another program would have done with a recipe and what is done here, difference by difference, and the button
/// that writes the recipe in Espalier's own dialect.
class ImportList : public QWidget
{
    Q_OBJECT

public:
    explicit ImportList(const Theme& theme, QWidget* parent = nullptr);

    void show(const RecipeAnalysis& analysis);
    int count() const { return m_count; } ///< differences

Q_SIGNALS:
    void goToRequested(const espalier::recipe::Location& location);
    void convertRequested();

private:
    QWidget* noteWidget(const ImportNote& note);

    const Theme& m_theme;
    QLabel* m_title;
    QPushButton* m_convert;
    QVBoxLayout* m_notes;
    QList<ImportNote> m_shown;
    int m_count = 0;
};

} // namespace espalier::ui
