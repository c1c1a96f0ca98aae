#pragma once

#include <vector>

#include "core/recipe/recipe.h"
#include "ui/models/recipe_edit.h"
#include "ui/theme/theme.h"
#include "ui/widgets/scintilla.h"

namespace espalier::ui {

/// YAML in the app's colours, with diagnostics as icons in the margin and squiggles under the marked words. Modifiers,
/// their keys and values are completed while typing, or by Ctrl+Space.
/// Its undo history is the recipe's only one.
class RecipeEditor : public QsciScintilla
{
    Q_OBJECT

public:
    explicit RecipeEditor(Theme& theme, QWidget* parent = nullptr);

    /// A new document: history and place begin anew.
    void openText(const QString& text);
    /// Another text in place of this one, as one undo step.
    void replaceAll(const QString& text);
    /// Pieces of the text, as one undo step; the caret stays where it was.
    void applyEdit(const std::vector<TextReplacement>& replacements);
    void showDiagnostics(const std::vector<recipe::Diagnostic>& diagnostics);
    void goTo(const recipe::Location& location);
    /// Replaces what a diagnostic marks by its suggestion, as one undo step.
    void applySuggestion(const recipe::Diagnostic& diagnostic);

Q_SIGNALS:
    void fixRequested(const espalier::recipe::Diagnostic& diagnostic); ///< by Alt+Return on its line

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void applyTheme();
    void setupCompletion();
    void showCompletions(int fewestCharacters); ///< if so many of the word are typed
    QString diagnosticsAt(const QPoint& position) const;
    void offerFixes(); ///< of the caret's line

    Theme& m_theme;
    QsciLexerYAML* m_lexer;
    std::vector<recipe::Diagnostic> m_diagnostics;
};

} // namespace espalier::ui
