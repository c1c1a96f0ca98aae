#include "ui/chat/message_view.h"

#include <algorithm>
#include <utility>

#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/models/chat.h"

namespace espalier::ui {

namespace {
constexpr int kColumnWidth = 760; ///< longer lines read badly
constexpr int kPairWidth = 2 * kColumnWidth;
constexpr int kEndPixels = 8; ///< so near to the end is at the end
} // namespace

MessageView::MessageView(Chat& chat, DivergenceScan& scan, const Theme& theme, QWidget* parent)
    : QScrollArea(parent), m_chat(chat), m_scan(scan), m_theme(theme), m_columnWidget(new QWidget)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setBackgroundRole(QPalette::Base);
    setAccessibleName(tr("Messages"));
    auto* content = new QWidget;
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(12, 12, 12, 12);
    m_columnWidget->setMaximumWidth(kColumnWidth);
    m_column = new QVBoxLayout(m_columnWidget);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    m_column->addStretch(1);
    row->addStretch(1);
    row->addWidget(m_columnWidget, 1000);
    row->addStretch(1);
    setWidget(content);

    connect(&chat, &Chat::shownChanged, this, &MessageView::rebuild);
    connect(&chat, &Chat::messageAdded, this, &MessageView::add);
    connect(&chat, &Chat::messagesRemoved, this, &MessageView::removeFrom);
    connect(&chat, &Chat::messageGrew, this, [this](int index, int pane, const QString& piece) {
        (pane == 0 ? item(index) : beside(index))->append(piece);
    });
    connect(&chat, &Chat::replyFinished, this, &MessageView::finishPane);
    connect(&chat, &Chat::messageFinished, this, [this](int index) {
        finishPane(index, 0);
        finishPane(index, 1);
    });
    connect(&chat, &Chat::progressed, this, [this] {
        if (m_chat.isAnsweringShown()) {
            const int pane = m_chat.answeringPane();
            (pane == 0 ? m_rows.last().first : m_rows.last().second)->showProgress(m_chat.progress(pane));
        }
    });
    connect(&chat, &Chat::answeringChanged, this, [this] {
        for (const Row& each : m_rows) {
            each.first->setCanBranch(m_chat.canBranch());
        }
    });
    connect(&scan, &DivergenceScan::changed, this, &MessageView::showDivergence);
    connect(&scan, &DivergenceScan::reset, this, [this] {
        for (int i = 0; i < count(); ++i) {
            showDivergence(i);
        }
    });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &MessageView::keepAtEnd);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this](int value) { m_atEnd = value >= verticalScrollBar()->maximum() - kEndPixels; });
    rebuild();
}

void MessageView::keepAtEnd()
{
    if (m_atEnd) {
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    }
}

void MessageView::scrollToEnd()
{
    m_atEnd = true;
    keepAtEnd();
}

void MessageView::rebuild()
{
    setUpdatesEnabled(false);
    removeFrom(0);
    for (std::size_t i = 0; i < m_chat.shown().messages.size(); ++i) {
        add(int(i));
    }
    setUpdatesEnabled(true);
    scrollToEnd();
}

MessageItem* MessageView::makeItem(int index, int pane)
{
    const auto& messages = m_chat.shown().messages;
    const ChatMessage& whole = messages[std::size_t(index)];
    const ChatMessage& message = pane == 0 ? whole : whole.beside.front();
    MessageState state;
    for (int i = index - 1; i >= 0 && pane == 0 && message.role == ChatMessage::Role::Assistant; --i) {
        const ChatMessage& earlier = messages[std::size_t(i)];
        if (earlier.role == ChatMessage::Role::Assistant) {
            state.changedModel = earlier.modelFolder != message.modelFolder;
            break;
        }
    }
    const bool answering = m_chat.isAnsweringShown() && index + 1 == int(messages.size());
    state.writing = message.unfinished && answering;
    state.branches = pane == 0 ? m_chat.shown().branchCount(std::size_t(index)) : 1;
    state.pane = whole.beside.empty() ? QString() : pane == 0 ? QStringLiteral("A") : QStringLiteral("B");
    state.scored = pane == 1;
    auto* item = new MessageItem(m_theme, message, state);
    item->setCanBranch(m_chat.canBranch());
    if (state.writing && pane == m_chat.answeringPane()) {
        item->showProgress(m_chat.progress(pane));
    } else if (state.writing && pane == 1) {
        item->showWaiting();
    }
    connect(item, &MessageItem::moveRequested, this, &MessageView::move);
    connect(
        item, &MessageItem::branchRequested, this, [this, index](int place) { m_chat.showBranch(index, place); },
        Qt::QueuedConnection); // the item goes
    connect(item, &MessageItem::editRequested, this, [this, index] { Q_EMIT editRequested(index); });
    connect(item, &MessageItem::jumpRequested, this, [this, index] {
        MessageItem* second = beside(index);
        if (!second || !second->tokens()->jumpToDifference()) {
            jumpToDifference();
        }
    });
    if (pane == 1) {
        connectTokens(index, *item);
    }
    return item;
}

void MessageView::connectTokens(int index, MessageItem& item)
{
    connect(&item, &MessageItem::scoreRequested, this, [this, index] { m_scan.scoreAgain(index); });
    connect(&item, &MessageItem::stopScoringRequested, &m_scan, &DivergenceScan::stop);
    connect(item.tokens(), &TokenView::tokenWanted, this,
            [this, index](int token, bool byKey) { Q_EMIT tokenWanted(index, token, byKey); });
    connect(item.tokens(), &TokenView::tokenLeft, this, &MessageView::tokenLeft);
    connect(item.tokens(), &TokenView::currentChanged, this, [this, tokens = item.tokens()](int token) {
        const QRect rect = tokens->tokenRect(token);
        const QPoint at = tokens->mapTo(widget(), rect.center());
        ensureVisible(at.x(), at.y(), 0, 2 * rect.height());
    });
}

void MessageView::add(int index)
{
    const ChatMessage& message = m_chat.shown().messages[std::size_t(index)];
    Row row;
    row.widget = new QWidget;
    auto* layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    row.first = makeItem(index, 0);
    layout->addWidget(row.first, 1);
    if (!message.beside.empty()) {
        row.second = makeItem(index, 1);
        layout->addWidget(row.second, 1);
        m_columnWidget->setMaximumWidth(kPairWidth);
    }
    m_column->insertWidget(index, row.widget);
    m_rows << row;
    showDivergence(index);
    setCurrent(index);
    m_atEnd = true;
}

void MessageView::finishPane(int index, int pane)
{
    const ChatMessage& message = m_chat.shown().messages[std::size_t(index)];
    if (pane == 0) {
        item(index)->finish(message);
    } else if (!message.beside.empty()) {
        beside(index)->finish(message.beside.front());
        showDivergence(index);
    }
}

void MessageView::showDivergence(int index)
{
    const auto& messages = m_chat.shown().messages;
    if (index >= count() || !beside(index) || index >= int(messages.size()) ||
        messages[std::size_t(index)].beside.empty()) {
        return; // rows are of what was shown before
    }
    const ChatMessage& message = m_chat.shown().messages[std::size_t(index)];
    beside(index)->showDivergence(message.beside.front(), m_scan.state(index),
                                  firstDifference(message.tokens, message.beside.front().tokens),
                                  message.tokens.size() == message.beside.front().tokens.size());
}

TokenView* MessageView::lastTokens() const
{
    for (auto row = m_rows.crbegin(); row != m_rows.crend(); ++row) {
        if (row->second && row->second->tokens()->hasTokens()) {
            return row->second->tokens();
        }
    }
    return nullptr;
}

void MessageView::toggleTokenMode()
{
    for (const Row& row : std::as_const(m_rows)) {
        if (row.second && row.second->tokens()->isInTokenMode()) {
            row.second->tokens()->setTokenMode(false);
            row.second->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    if (TokenView* tokens = lastTokens()) {
        tokens->setTokenMode(true);
    }
}

bool MessageView::jumpToDifference()
{
    TokenView* tokens = lastTokens();
    return tokens && tokens->jumpToDifference();
}

void MessageView::focusTokens(int index)
{
    if (index < count() && beside(index)) {
        beside(index)->tokens()->setFocus(Qt::OtherFocusReason);
    }
}

void MessageView::removeFrom(int index)
{
    while (count() > index) {
        QWidget* widget = m_rows.takeLast().widget;
        m_column->removeWidget(widget);
        widget->hide();
        widget->deleteLater(); // it may be in its own event
    }
    if (m_rows.isEmpty()) {
        m_columnWidget->setMaximumWidth(kColumnWidth);
    }
    m_current = std::min(m_current, count() - 1);
    setCurrent(m_current);
}

void MessageView::setCurrent(int index)
{
    const auto setTabStop = [this](bool tabStop) {
        if (m_current >= 0 && m_current < count()) {
            item(m_current)->setTabStop(tabStop);
            if (beside(m_current)) {
                beside(m_current)->setTabStop(tabStop);
            }
        }
    };
    setTabStop(false);
    m_current = index;
    setFocusProxy(index < 0 ? nullptr : item(index));
    setTabStop(true);
}

void MessageView::move(int key)
{
    const int last = count() - 1;
    const auto* from = static_cast<MessageItem*>(sender());
    int index = 0;
    while (index < last && item(index) != from && beside(index) != from) {
        ++index;
    }
    const bool second = beside(index) == from;
    const int target = key == Qt::Key_Home ? 0 : key == Qt::Key_End ? last : index + (key == Qt::Key_Up ? -1 : 1);
    setCurrent(std::clamp(target, 0, last));
    MessageItem* to = second && beside(m_current) ? beside(m_current) : item(m_current);
    to->setFocus(Qt::OtherFocusReason);
    ensureWidgetVisible(to);
}

} // namespace espalier::ui
