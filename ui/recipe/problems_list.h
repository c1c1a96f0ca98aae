#pragma once

#include <vector>

#include <QTreeWidget>

#include "core/recipe/recipe.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// Everything that is wrong with the recipe, by place, with a button where a replacement is known.
class ProblemsList : public QTreeWidget
{
    Q_OBJECT

public:
    explicit ProblemsList(const Theme& theme, QWidget* parent = nullptr);

    void show(const std::vector<recipe::Diagnostic>& diagnostics);

Q_SIGNALS:
    void goToRequested(const espalier::recipe::Diagnostic& diagnostic);
    void fixRequested(const espalier::recipe::Diagnostic& diagnostic);

private:
    void fitRows();
    void addRow(const recipe::Diagnostic& diagnostic, std::size_t index);

    const Theme& m_theme;
    std::vector<recipe::Diagnostic> m_diagnostics;
};

} // namespace espalier::ui
