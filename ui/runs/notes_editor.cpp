#include "ui/runs/notes_editor.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>

namespace espalier::ui {

namespace {
constexpr int kStoreMilliseconds = 700; ///< after the last key
}

NotesEditor::NotesEditor(RunHistory& history, QWidget* parent)
    : QWidget(parent), m_history(history), m_name(new QLineEdit), m_tags(new QLineEdit),
      m_pinned(new QCheckBox(tr("Pin above the history"))), m_text(new QPlainTextEdit), m_state(new QLabel)
{
    m_name->setPlaceholderText(tr("A name of your own"));
    m_name->setAccessibleName(tr("Name of the run"));
    m_name->setMaxLength(120);
    m_tags->setPlaceholderText(tr("baseline, int4, for the paper"));
    m_tags->setAccessibleName(tr("Tags of the run"));
    m_tags->setToolTip(tr("Separated by commas. The list at the left finds runs by them."));
    m_text->setPlaceholderText(tr("What you tried, and what came of it"));
    m_text->setAccessibleName(tr("Notes on the run"));
    m_text->setTabChangesFocus(true);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setWordWrap(true);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(12, 8, 12, 8);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    auto* first = new QHBoxLayout;
    first->setSpacing(12);
    first->addWidget(m_name, 1);
    first->addWidget(m_pinned);
    form->addRow(tr("Name"), first);
    form->addRow(tr("Tags"), m_tags);
    form->addRow(tr("Notes"), m_text);
    form->addRow(QString(), m_state);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kStoreMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &NotesEditor::store);
    const auto typed = [this] {
        m_typed = true;
        m_timer.start();
    };
    connect(m_name, &QLineEdit::textEdited, this, typed);
    connect(m_tags, &QLineEdit::textEdited, this, typed);
    connect(m_text, &QPlainTextEdit::textChanged, this, typed);
    for (QLineEdit* each : {m_name, m_tags}) {
        connect(each, &QLineEdit::editingFinished, this, &NotesEditor::store);
    }
    connect(m_pinned, &QCheckBox::clicked, this, [this] {
        m_typed = true;
        store();
    });
}

NotesEditor::~NotesEditor()
{
    store();
}

void NotesEditor::showRun(Run* run)
{
    if (run == m_run) {
        return;
    }
    store();
    if (m_run) {
        disconnect(m_run, nullptr, this, nullptr);
    }
    m_typed = false; // what could not be stored is of the run before, not of this one
    m_run = run;
    if (run != nullptr) {
        connect(run, &Run::notesChanged, this, &NotesEditor::read);
    }
    read();
}

void NotesEditor::read()
{
    setEnabled(m_run != nullptr);
    const RunNotes notes = m_run ? m_run->notes() : RunNotes();
    const QSignalBlocker quiet(m_text);
    if (!m_typed) { // what is being typed wins
        if (m_name->text() != notes.name) {
            m_name->setText(notes.name);
        }
        if (RunNotes::tagsFrom(m_tags->text()) != notes.tags) {
            m_tags->setText(notes.tags.join(QStringLiteral(", ")));
        }
        if (m_text->toPlainText() != notes.text) {
            m_text->setPlainText(notes.text);
        }
    }
    m_pinned->setChecked(notes.pinned);
    m_state->setText(tr("Kept in the run's folder, also if the history's index is lost."));
}

void NotesEditor::store()
{
    m_timer.stop();
    if (!m_typed || !m_run || m_history.find(m_run->number()) != m_run) {
        m_typed = false;
        return;
    }
    RunNotes notes;
    notes.name = m_name->text().simplified();
    notes.tags = RunNotes::tagsFrom(m_tags->text());
    notes.text = m_text->toPlainText();
    notes.pinned = m_pinned->isChecked();
    if (const auto stored = m_history.setNotes(m_run, notes); !stored) {
        m_state->setText(tr("The notes are not stored: %1").arg(QString::fromStdString(stored.error().message)));
        return; // and are tried again with the next key
    }
    m_typed = false;
}

void NotesEditor::editName()
{
    m_name->setFocus(Qt::ShortcutFocusReason);
    m_name->selectAll();
}

} // namespace espalier::ui
