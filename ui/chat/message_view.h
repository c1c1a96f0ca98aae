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
    MessageView(Chat& chat, DivergenceScan& scan, const Theme& theme, QWidget* parent = nullptr);

    int count() const { return int(m_rows.size()); }
    MessageItem* item(int index) const { return m_rows[index].first; }
    MessageItem* beside(int index) const { return m_rows[index].second; } ///< the second model's; null without
    void scrollToEnd();
    void toggleTokenMode();      ///< of the last reply that has tokens
    bool jumpToDifference();     ///< of the same; false if there is none
    void focusTokens(int index); ///< back from what was shown of one

Q_SIGNALS:
    void editRequested(int index);
    void tokenWanted(int index, int token, bool byKey);
    void tokenLeft();

private:
    /// Of one message: a row of its own, and in it one item or two.
    struct Row
    {
        QWidget* widget = nullptr;
        MessageItem* first = nullptr;
        MessageItem* second = nullptr;
    };
    MessageItem* makeItem(int index, int pane);
    void connectTokens(int index, MessageItem& item);
    void showDivergence(int index);
    TokenView* lastTokens() const;
    void finishPane(int index, int pane);
    void rebuild();
    void add(int index);
    void removeFrom(int index);
    void setCurrent(int index);
    void move(int key);
    void keepAtEnd();

    Chat& m_chat;
    DivergenceScan& m_scan;
    const Theme& m_theme;
    QWidget* m_columnWidget;
    QVBoxLayout* m_column;
    QList<Row> m_rows;
    int m_current = -1; ///< the one that Tab reaches
    bool m_atEnd = true;
};

} // namespace espalier::ui
