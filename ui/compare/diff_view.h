#pragma once

#include <QWidget>

#include "ui/models/recipe_diff.h"
#include "ui/theme/theme.h"

class QCheckBox;
class QComboBox;
class QLabel;

namespace espalier::ui {

class DiffTable;
class RunPairBar;

/// The recipes of two runs side by side, by line or by key.
class DiffView : public QWidget
{
    Q_OBJECT

public:
    explicit DiffView(const Theme& theme, QWidget* parent = nullptr);

    RunPairBar* pairBar() const { return m_pair; }
    /// Null: there is none to show.
    void setRecipes(const QString* left, const QString* right);

private:
    void fill();

    RunPairBar* m_pair;
    QComboBox* m_mode;
    QCheckBox* m_ignoreComments;
    QLabel* m_count;
    DiffTable* m_table;
    QString m_left;
    QString m_right;
    bool m_known = false; ///< both recipes
};

} // namespace espalier::ui
