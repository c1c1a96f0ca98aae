#pragma once

#include <QFrame>
#include <QPlainTextEdit>

#include "ui/theme/theme.h"

class QAction;
class QLabel;

namespace espalier::ui {

/// The input of the Chat page: one to eight lines high. Return sends, Shift+Return breaks the line; Up in an empty
/// field asks to edit the last question.
class ComposerField : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit ComposerField(QWidget* parent = nullptr);

Q_SIGNALS:
    void submitted();
    void lastWanted();
    void escaped();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitHeight();
};

/// The field with its buttons: Send, or Stop while an answer is written.
class Composer : public QFrame
{
    Q_OBJECT

public:
    /// @param send triggered by Return as well @param stop shown instead of it where it is visible
    Composer(QAction* send, QAction* stop, QWidget* parent = nullptr);

    ComposerField* field() const { return m_field; }
    QString text() const { return m_field->toPlainText(); }
    bool isEditing() const { return m_editing; } ///< the last question, to be sent again
    void edit(const QString& question);
    void clear();
    void setPlaceholder(const QString& text) { m_field->setPlaceholderText(text); }

Q_SIGNALS:
    void changed(); ///< the text, or whether it is an edit
    void lastWanted();
    void escaped(); ///< and nothing is being edited

private:
    void setEditing(bool editing);

    ComposerField* m_field;
    QWidget* m_editNote;
    bool m_editing = false;
};

} // namespace espalier::ui
