#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "ui/models/run_history.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace espalier::ui {

/// The Notes tab of a run: its name, tags and text, stored as they are written.
class NotesEditor : public QWidget
{
    Q_OBJECT

public:
    explicit NotesEditor(RunHistory& history, QWidget* parent = nullptr);
    ~NotesEditor() override;

    void showRun(Run* run); ///< what was typed for the one before is stored first
    void editName();        ///< the keyboard is in the name, all of it selected

private:
    void read();
    void store();

    RunHistory& m_history;
    QPointer<Run> m_run;
    QTimer m_timer;
    bool m_typed = false; ///< something that is not stored yet
    QLineEdit* m_name;
    QLineEdit* m_tags;
    QCheckBox* m_pinned;
    QPlainTextEdit* m_text;
    QLabel* m_state;
};

} // namespace espalier::ui
