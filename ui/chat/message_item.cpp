#include "ui/chat/message_item.h"

#include <cmath>

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/format.h"

namespace espalier::ui {

namespace {

constexpr int kPadding = 12;

QString stopText(const ReplyFigures& figures)
{
    switch (figures.stop) {
    case engine::StopReason::MaximumTokens:
        return MessageItem::tr("stopped at the limit of tokens");
    case engine::StopReason::ContextFull:
        return MessageItem::tr("stopped: the context is full");
    case engine::StopReason::Cancelled:
        return MessageItem::tr("stopped");
    case engine::StopReason::EndOfSequence:
    case engine::StopReason::StopText:
        break;
    }
    return {};
}

QString tokensText(std::int64_t tokens)
{
    return MessageItem::tr("%Ln tokens", nullptr, int(tokens));
}

} // namespace

QString figuresText(const ReplyFigures& figures)
{
    QStringList parts;
    if (figures.tokensPerSecond > 0.0) {
        parts << format::tokensPerSecond(figures.tokensPerSecond);
    }
    parts << MessageItem::tr("first token after %1").arg(format::latency(figures.firstTokenSeconds));
    parts << tokensText(figures.generatedTokens);
    if (figures.contextTokens > 0) {
        parts << MessageItem::tr("context %1 of %2")
                     .arg(format::count(figures.usedTokens), format::count(figures.contextTokens));
    }
    if (const QString stop = stopText(figures); !stop.isEmpty()) {
        parts << stop;
    }
    return parts.join(QStringLiteral(", "));
}

MessageBody::MessageBody(QWidget* parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::ClickFocus);
    viewport()->setAutoFillBackground(false);
    setFixedHeight(fontMetrics().lineSpacing());
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            [this](const QSizeF& size) { setFixedHeight(int(std::ceil(size.height()))); });
}

void MessageBody::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // the list scrolls
}

void MessageBody::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT left();
        return;
    }
    QTextEdit::keyPressEvent(event);
}

void MessageBody::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    QAction* copySelection = menu.addAction(tr("Copy"), this, &QTextEdit::copy);
    copySelection->setEnabled(textCursor().hasSelection());
    menu.addAction(tr("Select all"), this, &QTextEdit::selectAll);
    menu.exec(event->globalPos());
}

MessageItem::MessageItem(const Theme& theme, const ChatMessage& message, bool writing, bool changedModel,
                         QWidget* parent)
    : QFrame(parent), m_theme(theme), m_question(message.role == ChatMessage::Role::User), m_text(message.text),
      m_footer(new QLabel), m_copy(new QToolButton), m_body(new MessageBody)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPadding, 8, kPadding, 8);
    layout->setSpacing(4);
    if (changedModel) {
        auto* divider = new QLabel(tr("Another model answers from here on: %1").arg(message.modelName));
        divider->setFont(Theme::font(TextStyle::Caption));
        divider->setForegroundRole(QPalette::PlaceholderText);
        divider->setAlignment(Qt::AlignCenter);
        divider->setWordWrap(true);
        layout->addWidget(divider);
    }
    auto* who = new QLabel(m_question ? tr("You") : message.modelName.isEmpty() ? tr("Model") : message.modelName);
    QFont bold = Theme::font(TextStyle::Caption);
    bold.setWeight(QFont::DemiBold);
    who->setFont(bold);
    who->setForegroundRole(QPalette::PlaceholderText);
    m_copy->setIcon(Theme::icon(QStringLiteral("copy")));
    m_copy->setAutoRaise(true);
    m_copy->setFixedSize(24, 24);
    m_copy->setToolTip(tr("Copy message"));
    m_copy->setAccessibleName(tr("Copy message"));
    connect(m_copy, &QToolButton::clicked, this, &MessageItem::copy);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(who, 1);
    top->addWidget(m_copy);
    layout->addLayout(top);
    layout->addWidget(m_body);
    m_footer->setFont(Theme::font(TextStyle::Caption));
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_footer->setWordWrap(true);
    m_footer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footer->hide();
    layout->addWidget(m_footer);
    setTabStop(false);
    connect(m_body, &MessageBody::left, this, [this] { setFocus(Qt::OtherFocusReason); });
    connect(&theme, &Theme::changed, this, &MessageItem::restyle);
    if (writing) {
        restyle();
    } else {
        finish(message);
    }
}

void MessageItem::restyle()
{
    m_writer.emplace(*m_body->document(), m_theme);
    m_writer->append(m_text);
    if (m_finished) {
        m_writer->finish();
    }
    update();
}

void MessageItem::append(const QString& piece)
{
    m_text += piece;
    m_writer->append(piece);
}

void MessageItem::setFooter(const QString& text)
{
    m_footer->setText(text);
    m_footer->setVisible(!text.isEmpty());
}

void MessageItem::showProgress(const AnswerProgress& progress)
{
    if (!progress.firstTokenSeconds) {
        setFooter(tr("Reading the prompt"));
        return;
    }
    QStringList parts;
    if (progress.tokensPerSecond() > 0.0) {
        parts << format::tokensPerSecond(progress.tokensPerSecond());
    }
    parts << tokensText(progress.generatedTokens);
    setFooter(parts.join(QStringLiteral(", ")));
}

void MessageItem::finish(const ChatMessage& message)
{
    m_text = message.text;
    m_finished = true;
    restyle();
    if (message.figures) {
        setFooter(figuresText(*message.figures));
        m_footer->setToolTip(tr("Seed %1. Of the prompt's %2 tokens, %3 were known from an earlier answer.")
                                 .arg(QString::number(message.figures->seed),
                                      format::count(message.figures->promptTokens),
                                      format::count(message.figures->reusedTokens)));
    } else {
        setFooter(message.unfinished ? tr("The app ended during this answer.") : QString());
    }
    if (m_text.trimmed().isEmpty()) {
        m_body->setPlaceholderText(tr("The model ended its answer at once."));
    }
    setAccessibleName(m_question ? tr("You: %1").arg(m_text) : tr("%1: %2").arg(message.modelName, m_text));
    setAccessibleDescription(m_footer->text());
}

void MessageItem::setTabStop(bool tabStop)
{
    setFocusPolicy(tabStop ? Qt::StrongFocus : Qt::ClickFocus);
    m_copy->setFocusPolicy(tabStop ? Qt::TabFocus : Qt::NoFocus);
}

void MessageItem::copy()
{
    QApplication::clipboard()->setText(m_text);
}

void MessageItem::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        Q_EMIT moveRequested(event->key());
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_body->setFocus(Qt::OtherFocusReason);
        return;
    default:
        QFrame::keyPressEvent(event);
    }
}

void MessageItem::focusInEvent(QFocusEvent* event)
{
    QFrame::focusInEvent(event);
    update();
}

void MessageItem::focusOutEvent(QFocusEvent* event)
{
    QFrame::focusOutEvent(event);
    update();
}

void MessageItem::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_question) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(colors.base, colors.accent, 0.08));
        painter.drawRoundedRect(rect(), 4, 4);
    }
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

} // namespace espalier::ui
