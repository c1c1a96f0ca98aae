#pragma once

#include <optional>

#include <QFrame>

#include "ui/chat/message_text.h"
#include "ui/chat/token_view.h"
#include "ui/models/chat_engine.h"
#include "ui/models/conversation.h"
#include "ui/models/divergence_scan.h"
#include "ui/theme/theme.h"

class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace espalier::ui {

/// What an item cannot see of its message.
struct MessageState
{
    bool writing = false;      ///< more text comes: append(), then finish()
    bool changedModel = false; ///< another model than of the reply before wrote this one: said above it
    int branches = 1;          ///< in how many ways the conversation goes on here
    QString pane;              ///< "A" or "B" where two models answer, else empty
    bool scored = false;       ///< may be shown as tokens
};

/// One message: who, text, figures, and a button that copies it. Of all items of a list one is reached by Tab; the
/// list moves on with the arrow keys.
class MessageItem : public QFrame
{
    Q_OBJECT

public:
    MessageItem(const Theme& theme, const ChatMessage& message, const MessageState& state, QWidget* parent = nullptr);

    void append(const QString& piece);
    void showProgress(const AnswerProgress& progress); ///< while it is being written
    void finish(const ChatMessage& message);
    void setTabStop(bool tabStop);
    QString text() const { return m_text; }
    void showWaiting(); ///< for the other model
    /// @param message scored, or on its way @param difference the first token that the other reply does not have
    /// @param isAsLong the other reply has as many tokens
    void showDivergence(const ChatMessage& message, const DivergenceScan::State& state, std::optional<int> difference,
                        bool isAsLong);
    TokenView* tokens() const { return m_tokens; } ///< null unless it may be scored
    void setCanBranch(bool can);

Q_SIGNALS:
    void moveRequested(int key); ///< an arrow key, Home or End
    void branchRequested(int place);
    void editRequested();
    void jumpRequested(); ///< to the first token that differs
    void scoreRequested();
    void stopScoringRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void copy();
    void restyle();
    void setFooter(const QString& text);
    void addTop(QVBoxLayout& layout, const ChatMessage& message, const MessageState& state);
    void addBranchSwitch(QHBoxLayout& top, int place, int count);
    void addScore(QVBoxLayout& layout);
    QToolButton* addButton(QHBoxLayout& top, const QString& icon, const QString& text);

    const Theme& m_theme;
    const bool m_question;
    const QString m_pane;
    QString m_text;
    bool m_finished = false;
    QLabel* m_footer;
    QToolButton* m_copy = nullptr;
    QList<QToolButton*> m_buttons; ///< of the first line
    QList<QToolButton*> m_branching;
    TokenView* m_tokens;
    MessageBody* m_body;
    QWidget* m_gap = nullptr; ///< of one of two replies
    QWidget* m_score = nullptr;
    QLabel* m_scoreText = nullptr;
    QToolButton* m_scoreButton = nullptr;
    bool m_scoring = false;
    bool m_tabStop = false;
    std::optional<MessageText> m_writer;
};

/// What is written under a reply: "31.8 tok/s, first token after 0.4 s, 96 tokens, context 412 of 2,048".
QString figuresText(const ReplyFigures& figures);

} // namespace espalier::ui
