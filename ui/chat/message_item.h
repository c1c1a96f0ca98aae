#pragma once

#include <optional>

#include <QFrame>
#include <QTextEdit>

#include "ui/chat/message_text.h"
#include "ui/models/chat_engine.h"
#include "ui/models/conversation.h"
#include "ui/theme/theme.h"

class QLabel;
class QToolButton;

namespace espalier::ui {

/// The text of a message: as high as it needs, scrolled by the list that it lies in. Selectable by mouse and keys.
class MessageBody : public QTextEdit
{
    Q_OBJECT

public:
    explicit MessageBody(QWidget* parent = nullptr);

Q_SIGNALS:
    void left(); ///< Escape: the keyboard goes back to the list

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
};

/// One message: who, text, figures, and a button that copies it. Of all items of a list one is reached by Tab; the
/// list moves on with the arrow keys.
class MessageItem : public QFrame
{
    Q_OBJECT

public:
    /// @param writing more text comes: append(), then finish()
    /// @param changedModel another model than of the reply before wrote this one: said above it
    MessageItem(const Theme& theme, const ChatMessage& message, bool writing, bool changedModel,
                QWidget* parent = nullptr);

    void append(const QString& piece);
    void showProgress(const AnswerProgress& progress); ///< while it is being written
    void finish(const ChatMessage& message);
    void setTabStop(bool tabStop);
    QString text() const { return m_text; }

Q_SIGNALS:
    void moveRequested(int key); ///< an arrow key, Home or End

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void copy();
    void restyle();
    void setFooter(const QString& text);

    const Theme& m_theme;
    const bool m_question;
    QString m_text;
    bool m_finished = false;
    QLabel* m_footer;
    QToolButton* m_copy;
    MessageBody* m_body;
    std::optional<MessageText> m_writer;
};

/// What is written under a reply: "31.8 tok/s, first token after 0.4 s, 96 tokens, context 412 of 2,048".
QString figuresText(const ReplyFigures& figures);

} // namespace espalier::ui
