#pragma once

#include <QScrollArea>

#include "ui/chat/message_item.h"

class QVBoxLayout;

namespace espalier::ui {

class Chat;

/// The messages of the shown conversation. Follows the answer that is being written while it is scrolled to its end.
class MessageView : public QScrollArea
{
    Q_OBJECT

public:
    MessageView(Chat& chat, const Theme& theme, QWidget* parent = nullptr);

    int count() const { return int(m_items.size()); }
    const MessageItem* item(int index) const { return m_items[index]; }
    void scrollToEnd();

private:
    void rebuild();
    void add(int index);
    void removeFrom(int index);
    void setCurrent(int index);
    void move(int key);
    void keepAtEnd();

    Chat& m_chat;
    const Theme& m_theme;
    QVBoxLayout* m_column;
    QList<MessageItem*> m_items;
    int m_current = -1; ///< the one that Tab reaches
    bool m_atEnd = true;
};

} // namespace espalier::ui
