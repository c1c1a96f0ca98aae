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
constexpr int kEndPixels = 8;     ///< so near to the end is at the end
} // namespace

MessageView::MessageView(Chat& chat, const Theme& theme, QWidget* parent)
    : QScrollArea(parent), m_chat(chat), m_theme(theme)
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
    auto* column = new QWidget;
    column->setMaximumWidth(kColumnWidth);
    m_column = new QVBoxLayout(column);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    m_column->addStretch(1);
    row->addStretch(1);
    row->addWidget(column, 1000);
    row->addStretch(1);
    setWidget(content);

    connect(&chat, &Chat::shownChanged, this, &MessageView::rebuild);
    connect(&chat, &Chat::messageAdded, this, &MessageView::add);
    connect(&chat, &Chat::messagesRemoved, this, &MessageView::removeFrom);
    connect(&chat, &Chat::messageGrew, this,
            [this](int index, const QString& piece) { m_items[index]->append(piece); });
    connect(&chat, &Chat::messageFinished, this,
            [this](int index) { m_items[index]->finish(m_chat.shown().messages[std::size_t(index)]); });
    connect(&chat, &Chat::progressed, this, [this] {
        if (m_chat.isAnsweringShown()) {
            m_items.last()->showProgress(m_chat.progress());
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

void MessageView::add(int index)
{
    const auto& messages = m_chat.shown().messages;
    const ChatMessage& message = messages[std::size_t(index)];
    bool changedModel = false;
    for (int i = index - 1; i >= 0 && message.role == ChatMessage::Role::Assistant; --i) {
        const ChatMessage& earlier = messages[std::size_t(i)];
        if (earlier.role == ChatMessage::Role::Assistant) {
            changedModel = earlier.modelFolder != message.modelFolder;
            break;
        }
    }
    const bool writing = message.unfinished && m_chat.isAnsweringShown() && index + 1 == int(messages.size());
    auto* item = new MessageItem(m_theme, message, writing, changedModel);
    if (writing) {
        item->showProgress(m_chat.progress());
    }
    m_column->insertWidget(index, item);
    m_items << item;
    connect(item, &MessageItem::moveRequested, this, &MessageView::move);
    setCurrent(index);
    m_atEnd = true;
}

void MessageView::removeFrom(int index)
{
    while (m_items.size() > index) {
        MessageItem* item = m_items.takeLast();
        m_column->removeWidget(item);
        item->hide();
        item->deleteLater(); // it may be in its own event
    }
    m_current = std::min(m_current, int(m_items.size()) - 1);
    setCurrent(m_current);
}

void MessageView::setCurrent(int index)
{
    if (m_current >= 0 && m_current < m_items.size()) {
        m_items[m_current]->setTabStop(false);
    }
    m_current = index;
    setFocusProxy(index < 0 ? nullptr : m_items[index]);
    if (index >= 0) {
        m_items[index]->setTabStop(true);
    }
}

void MessageView::move(int key)
{
    const int last = int(m_items.size()) - 1;
    const int from = int(m_items.indexOf(static_cast<MessageItem*>(sender())));
    const int target = key == Qt::Key_Home ? 0 : key == Qt::Key_End ? last : from + (key == Qt::Key_Up ? -1 : 1);
    setCurrent(std::clamp(target, 0, last));
    m_items[m_current]->setFocus(Qt::OtherFocusReason);
    ensureWidgetVisible(m_items[m_current]);
}

} // namespace espalier::ui
