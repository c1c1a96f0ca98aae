#pragma once

#include <optional>

#include <QTextEdit>
#include <QTimer>

#include "ui/chat/message_text.h"
#include "ui/models/reply_token.h"
#include "ui/theme/theme.h"

class QToolButton;

namespace espalier::ui {

/// The text of a message: as high as it needs, scrolled by the list that it lies in. Selectable by mouse and keys.
class MessageBody : public QTextEdit
{
    Q_OBJECT

public:
    explicit MessageBody(QWidget* parent = nullptr);

    /// Each gets a button that copies it.
    void setCodeBlocks(const QList<CodeBlock>& blocks);
    const QList<QToolButton*>& codeButtons() const { return m_codeButtons; }

Q_SIGNALS:
    void left(); ///< Escape: the keyboard goes back to the list

protected:
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void placeCodeButtons();

    QList<CodeBlock> m_code;
    QList<QToolButton*> m_codeButtons;
};

/// A reply as the tokens that it is made of, tinted and underlined by how far the dense model is from each. In token
/// mode the arrow keys step from token to token.
class TokenView : public MessageBody
{
    Q_OBJECT

public:
    explicit TokenView(const Theme& theme, QWidget* parent = nullptr);

    static constexpr int kMarkerRoom = 6; ///< above the first line

    /// Replaces the text. @param difference boxed and marked "1"
    void showTokens(const QString& text, const ReplyTokens& tokens, std::optional<int> difference);
    void hideTokens();           ///< whoever writes the text does so
    void restyle() { format(); } ///< colours have changed
    bool hasTokens() const { return !m_tokens.empty(); }

    bool isInTokenMode() const { return m_mode; }
    void setTokenMode(bool on);
    std::optional<int> current() const { return m_mode ? std::optional(m_current) : std::nullopt; }
    void setCurrent(int token);
    bool jumpToDifference();          ///< enters token mode; false if the replies do not differ
    QRect tokenRect(int token) const; ///< its first line's, in this widget

Q_SIGNALS:
    void tokenWanted(int token, bool byKey); ///< what it might have been: pointed at for a while, or Enter
    void tokenLeft();                        ///< the pointer went elsewhere
    void currentChanged(int token);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QString describe(int token) const;
    void format();
    void step(int by);
    void stepLine(bool down);
    void point(std::optional<int> token);

    const Theme& m_theme;
    QString m_text;
    ReplyTokens m_tokens;
    std::optional<int> m_difference;
    bool m_mode = false;
    int m_current = 0;
    std::optional<int> m_pointed;
    QTimer m_hover;
};

} // namespace espalier::ui
