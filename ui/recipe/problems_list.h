#pragma once

#include <vector>

#include <QTreeWidget>

#include "core/model/module_tree.h"
#include "core/recipe/recipe.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// Everything that is wrong with the recipe, by place, with a button where a replacement is known. Enter goes to the
/// line, Alt+Return takes the replacement.
class ProblemsList : public QTreeWidget
{
    Q_OBJECT

public:
    explicit ProblemsList(const Theme& theme, QWidget* parent = nullptr);

    /// @param root of the current model, whose modules a replacement would hit; null: none
    void show(const std::vector<recipe::Diagnostic>& diagnostics, const model::ModuleNode* root = nullptr);

Q_SIGNALS:
    void goToRequested(const espalier::recipe::Diagnostic& diagnostic);
    void fixRequested(const espalier::recipe::Diagnostic& diagnostic);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fitRows();
    void addRow(const recipe::Diagnostic& diagnostic, std::size_t index, const model::ModuleNode* root);
    void fix(std::size_t index);

    const Theme& m_theme;
    std::vector<recipe::Diagnostic> m_diagnostics;
};

} // namespace espalier::ui
