#include "ui/chat/composer.h"

#include <algorithm>
#include <cmath>

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/widgets/action_button.h"

namespace espalier::ui {

namespace {
constexpr int kLines = 8;
}

ComposerField::ComposerField(QWidget* parent) : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(6);
    connect(this, &QPlainTextEdit::textChanged, this, &ComposerField::fitHeight);
    fitHeight();
}

void ComposerField::fitHeight()
{
    // the document of a plain text field measures its height in lines
    const int lines = std::clamp(int(std::ceil(document()->size().height())), 1, kLines);
    const int height = lines * fontMetrics().lineSpacing() + 2 * int(document()->documentMargin()) + 2 * frameWidth();
    setFixedHeight(height);
    setVerticalScrollBarPolicy(document()->size().height() > kLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
}

void ComposerField::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        fitHeight();
    }
}

void ComposerField::keyPressEvent(QKeyEvent* event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && !(event->modifiers() & Qt::ShiftModifier)) {
        Q_EMIT submitted();
    } else if (event->key() == Qt::Key_Up && document()->isEmpty()) {
        Q_EMIT lastWanted();
    } else if (event->key() == Qt::Key_Escape) {
        Q_EMIT escaped();
    } else {
        QPlainTextEdit::keyPressEvent(event);
    }
}

Composer::Composer(QAction* send, QAction* stop, QWidget* parent)
    : QFrame(parent), m_field(new ComposerField), m_editNote(new QWidget)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* note = new QHBoxLayout(m_editNote);
    note->setContentsMargins(0, 0, 0, 0);
    note->setSpacing(8);
    auto* noteText = new QLabel(tr("Begins another branch; what was said stays."));
    noteText->setForegroundRole(QPalette::PlaceholderText);
    auto* keep = new QToolButton;
    keep->setText(tr("Keep it"));
    keep->setAutoRaise(true);
    keep->setFocusPolicy(Qt::TabFocus);
    note->addWidget(noteText);
    note->addWidget(keep);
    note->addStretch(1);
    layout->addWidget(m_editNote);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_field->setAccessibleName(tr("Message"));
    row->addWidget(m_field, 1);
    row->addWidget(new ActionButton(send, true), 0, Qt::AlignBottom);
    row->addWidget(new ActionButton(stop), 0, Qt::AlignBottom);
    layout->addLayout(row);
    setEditing(false);
    setFocusProxy(m_field);

    connect(m_field, &ComposerField::submitted, send, &QAction::trigger);
    connect(m_field, &ComposerField::lastWanted, this, &Composer::lastWanted);
    connect(m_field, &QPlainTextEdit::textChanged, this, &Composer::changed);
    connect(keep, &QToolButton::clicked, this, &Composer::clear);
    connect(m_field, &ComposerField::escaped, this, [this] {
        if (m_editing) {
            clear();
        } else {
            Q_EMIT escaped();
        }
    });
}

void Composer::setEditing(bool editing)
{
    m_editing = editing;
    m_editNote->setVisible(editing);
}

void Composer::edit(const QString& question)
{
    setEditing(true);
    m_field->setPlainText(question);
    m_field->moveCursor(QTextCursor::End);
    m_field->setFocus(Qt::OtherFocusReason);
}

void Composer::clear()
{
    setEditing(false);
    m_field->clear();
    Q_EMIT changed();
}

} // namespace espalier::ui
