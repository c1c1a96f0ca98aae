#include "ui/chat/token_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextFrame>
#include <QTextLayout>
#include <QToolButton>

#include "ui/models/format.h"

namespace espalier::ui {

namespace {
constexpr int kHoverMilliseconds = 400;
constexpr int kMarker = 12;
constexpr std::array kUnderlines = {QTextCharFormat::DotLine, QTextCharFormat::DashUnderline,
                                    QTextCharFormat::SingleUnderline,
                                    QTextCharFormat::NoUnderline}; // the wave is painted here: Qt's is hardly seen

void drawWave(QPainter& painter, const QRect& token)
{
    constexpr double kStep = 2.0;
    QPolygonF wave;
    bool up = false;
    for (double x = token.left(); x <= token.right() + 1.0; x += kStep) {
        wave << QPointF(x, token.bottom() - (up ? kStep : 0.0));
        up = !up;
    }
    painter.drawPolyline(wave);
}

} // namespace

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
            [this](const QSizeF& size) {
                setFixedHeight(int(std::ceil(size.height())));
                placeCodeButtons();
            });
}

void MessageBody::setCodeBlocks(const QList<CodeBlock>& blocks)
{
    qDeleteAll(m_codeButtons);
    m_codeButtons.clear();
    m_code = blocks;
    for (int i = 0; i < int(blocks.size()); ++i) {
        auto* button = new QToolButton(viewport());
        button->setIcon(Theme::icon(QStringLiteral("copy")));
        button->setAutoRaise(true);
        button->setFixedSize(22, 22);
        button->setCursor(Qt::ArrowCursor);
        button->setFocusPolicy(Qt::NoFocus);
        button->setToolTip(tr("Copy code"));
        button->setAccessibleName(tr("Copy code"));
        connect(button, &QToolButton::clicked, this, [this, i] { QApplication::clipboard()->setText(m_code[i].text); });
        button->show();
        m_codeButtons << button;
    }
    placeCodeButtons();
}

void MessageBody::placeCodeButtons()
{
    for (int i = 0; i < int(m_codeButtons.size()); ++i) {
        const QTextBlock block = document()->findBlockByNumber(m_code[i].firstLine);
        const QRectF rect = document()->documentLayout()->blockBoundingRect(block);
        m_codeButtons[i]->move(viewport()->width() - m_codeButtons[i]->width() - 2, int(rect.top()));
    }
}

void MessageBody::resizeEvent(QResizeEvent* event)
{
    QTextEdit::resizeEvent(event);
    placeCodeButtons();
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

TokenView::TokenView(const Theme& theme, QWidget* parent) : MessageBody(parent), m_theme(theme)
{
    viewport()->setMouseTracking(true);
    m_hover.setSingleShot(true);
    m_hover.setInterval(kHoverMilliseconds);
    connect(&m_hover, &QTimer::timeout, this, [this] {
        if (m_pointed) {
            Q_EMIT tokenWanted(*m_pointed, false);
        }
    });
}

void TokenView::showTokens(const QString& text, const ReplyTokens& tokens, std::optional<int> difference)
{
    QString shown = text;
    shown.replace(QLatin1Char('\r'), QLatin1Char(' ')); // places in the document are those in the text
    if (shown == m_text && tokens == m_tokens && difference == m_difference) {
        return; // scoring tells how far it is many times a second
    }
    m_text = std::move(shown);
    m_tokens = tokens;
    m_difference = difference;
    m_current = std::clamp(m_current, 0, std::max(0, int(tokens.size()) - 1));
    format();
    if (m_mode) {
        setCurrent(m_current);
    }
}

void TokenView::hideTokens()
{
    m_tokens.clear();
    setTokenMode(false);
}

void TokenView::format()
{
    const Colors& colors = m_theme.colors();
    document()->setUndoRedoEnabled(false);
    document()->clear();
    document()->setDocumentMargin(0);
    QTextFrameFormat frame;
    frame.setTopMargin(kMarkerRoom);
    document()->rootFrame()->setFrameFormat(frame);
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    for (int i = 0; i < int(m_tokens.size()); ++i) {
        const int begin = tokenBegin(m_tokens, i);
        QTextCharFormat characters;
        const auto& kl = m_tokens[std::size_t(i)].kl;
        if (const int level = kl ? divergenceLevel(*kl) : 0; level > 0) {
            characters.setBackground(colors.divergence[std::size_t(level) - 1]);
            characters.setUnderlineStyle(kUnderlines[std::size_t(level) - 1]);
            characters.setUnderlineColor(colors.text);
        }
        cursor.insertText(m_text.mid(begin, m_tokens[std::size_t(i)].end - begin), characters);
    }
    cursor.endEditBlock();
    viewport()->update();
}

QRect TokenView::tokenRect(int token) const
{
    if (token < 0 || token >= int(m_tokens.size())) {
        return {};
    }
    const auto at = [this](int position) {
        QTextCursor cursor(document());
        cursor.setPosition(std::min(position, document()->characterCount() - 1));
        return cursorRect(cursor);
    };
    const QRect first = at(tokenBegin(m_tokens, token));
    const QRect last = at(m_tokens[std::size_t(token)].end);
    // one that goes on in the next line is shown up to the end of its first one
    const int right = last.top() == first.top() ? last.left() : viewport()->width();
    return QRect(first.left(), first.top(), std::max(right - first.left(), 3), first.height());
}

QString TokenView::describe(int token) const
{
    const ReplyToken& each = m_tokens[std::size_t(token)];
    const int begin = tokenBegin(m_tokens, token);
    const QString text = m_text.mid(begin, each.end - begin);
    if (!each.kl) {
        return tr("Token %1 of %2: \"%3\"").arg(token + 1).arg(m_tokens.size()).arg(text);
    }
    return tr("Token %1 of %2: \"%3\". KL %4 nats, level %5 of 4.")
        .arg(token + 1)
        .arg(m_tokens.size())
        .arg(text, format::significant(*each.kl))
        .arg(divergenceLevel(*each.kl));
}

void TokenView::setTokenMode(bool on)
{
    if (on == m_mode || (on && m_tokens.empty())) {
        return;
    }
    m_mode = on;
    if (on) {
        setFocus(Qt::OtherFocusReason);
        setCurrent(m_current);
    } else {
        setAccessibleDescription({});
        viewport()->update();
    }
}

void TokenView::setCurrent(int token)
{
    m_current = std::clamp(token, 0, int(m_tokens.size()) - 1);
    setAccessibleDescription(describe(m_current));
    viewport()->update();
    Q_EMIT currentChanged(m_current);
}

bool TokenView::jumpToDifference()
{
    if (!m_difference || m_tokens.empty()) {
        return false;
    }
    m_current = *m_difference;
    setTokenMode(true);
    setCurrent(*m_difference);
    return true;
}

void TokenView::step(int by)
{
    // tokens without a text of their own (parts of a character) are passed over
    int token = m_current;
    do {
        token += by;
    } while (token >= 0 && token < int(m_tokens.size()) &&
             tokenBegin(m_tokens, token) == m_tokens[std::size_t(token)].end);
    if (token >= 0 && token < int(m_tokens.size())) {
        setCurrent(token);
    }
}

void TokenView::stepLine(bool down)
{
    const QRect rect = tokenRect(m_current);
    const QPoint point(rect.center().x(), down ? rect.bottom() + rect.height() / 2 : rect.top() - rect.height() / 2);
    if (const auto token = tokenAt(m_tokens, cursorForPosition(point).position())) {
        setCurrent(*token);
    }
}

void TokenView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_J && event->modifiers() == Qt::NoModifier && jumpToDifference()) {
        return;
    }
    if (!m_mode) {
        MessageBody::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        step(event->key() == Qt::Key_Left ? -1 : 1);
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        stepLine(event->key() == Qt::Key_Down);
        return;
    case Qt::Key_Home:
    case Qt::Key_End:
        setCurrent(event->key() == Qt::Key_Home ? 0 : int(m_tokens.size()) - 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT tokenWanted(m_current, true);
        return;
    case Qt::Key_Escape:
    case Qt::Key_F2:
        setTokenMode(false);
        Q_EMIT left();
        return;
    default:
        MessageBody::keyPressEvent(event);
    }
}

void TokenView::point(std::optional<int> token)
{
    if (token == m_pointed) {
        return;
    }
    m_pointed = token;
    m_hover.stop();
    Q_EMIT tokenLeft();
    if (token) {
        m_hover.start();
    }
}

void TokenView::mouseMoveEvent(QMouseEvent* event)
{
    MessageBody::mouseMoveEvent(event);
    if (m_tokens.empty() || event->buttons() != Qt::NoButton) {
        point(std::nullopt);
        return;
    }
    const QPoint where = event->position().toPoint();
    const int before = document()->documentLayout()->hitTest(where, Qt::ExactHit);
    const int position = before < 0 ? -1 : cursorForPosition(where).position();
    std::optional<int> token;
    // the nearest place between two characters: which of the two it is, the token's rectangle says
    for (const int each : {position, position - 1}) {
        const auto found = tokenAt(m_tokens, each);
        if (!token && found && tokenRect(*found).adjusted(-1, -1, 1, 1).contains(where)) {
            token = found;
        }
    }
    point(token);
}

void TokenView::leaveEvent(QEvent* event)
{
    MessageBody::leaveEvent(event);
    point(std::nullopt);
}

void TokenView::focusOutEvent(QFocusEvent* event)
{
    MessageBody::focusOutEvent(event);
    viewport()->update();
}

void TokenView::paintEvent(QPaintEvent* event)
{
    MessageBody::paintEvent(event);
    if (m_tokens.empty()) {
        return;
    }
    const Colors& colors = m_theme.colors();
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colors.text, 1));
    for (int i = 0; i < int(m_tokens.size()); ++i) {
        const auto& kl = m_tokens[std::size_t(i)].kl;
        if (kl && divergenceLevel(*kl) == int(kUnderlines.size())) {
            drawWave(painter, tokenRect(i));
        }
    }
    if (m_mode) {
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(QRectF(tokenRect(m_current)).adjusted(-1, 0, 1, 0), 2, 2);
    }
    if (m_difference) {
        const QRectF box = QRectF(tokenRect(*m_difference)).adjusted(-0.5, 0.5, 0.5, -0.5);
        painter.setPen(QPen(colors.text, 1.5));
        painter.drawRect(box);
        const QRectF marker(box.left() - kMarker / 2.0, box.top() - kMarker / 2.0 - 1.0, kMarker, kMarker);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.text);
        painter.drawRoundedRect(marker, 2, 2);
        QFont digit = Theme::font(TextStyle::Caption);
        digit.setPixelSize(kMarker - 2);
        painter.setFont(digit);
        painter.setPen(colors.base);
        painter.drawText(marker, Qt::AlignCenter, QStringLiteral("1"));
    }
}

} // namespace espalier::ui
