#include "ui/chat/rendered_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/theme.h"

namespace espalier::ui {

RenderedDialog::RenderedDialog(QWidget* parent)
    : QDialog(parent), m_summary(new QLabel), m_text(new QPlainTextEdit), m_copy(new QPushButton(tr("Copy")))
{
    setWindowTitle(tr("Rendered prompt"));
    resize(640, 480);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    m_summary->setWordWrap(true);
    layout->addWidget(m_summary);
    m_text->setReadOnly(true);
    m_text->setFont(Theme::font(TextStyle::Code));
    m_text->setAccessibleName(tr("Rendered prompt"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(m_text, 1);
    auto* buttons = new QHBoxLayout;
    auto* close = new QPushButton(tr("Close"));
    m_copy->setAutoDefault(false);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

void RenderedDialog::showPrompt(const Result<std::string>& prompt, int tokens, const QString& source)
{
    m_copy->setEnabled(bool(prompt));
    if (!prompt) {
        m_summary->setText(tr("The template of %1 does not take this conversation.").arg(source));
        m_text->setPlainText(QString::fromStdString(toString(prompt.error())));
    } else {
        m_summary->setText(
            source.isEmpty() ? tr("%Ln tokens. The model has no chat template: it is given the messages one after the "
                                  "other and continues them.",
                                  nullptr, tokens)
                             : tr("%Ln tokens, as the template of %1 makes them.", nullptr, tokens).arg(source));
        m_text->setPlainText(QString::fromStdString(*prompt));
    }
    show();
    raise();
    activateWindow();
}

} // namespace espalier::ui
