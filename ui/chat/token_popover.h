#pragma once

#include <optional>

#include <QFrame>

#include "ui/models/reply_token.h"
#include "ui/theme/theme.h"

class QLabel;
class QPushButton;
class QTableWidget;
class QTimer;

namespace espalier::ui {

/// What a token of a reply might have been: the most likely ones by both models, and a button that goes on from here.
/// Lies over its parent; goes when the keyboard or the pointer leave it.
class TokenPopover : public QFrame
{
    Q_OBJECT

public:
    TokenPopover(const Theme& theme, QWidget* parent);

    /// What is shown of a token.
    struct Content
    {
        QString text;  ///< of the token
        QString dense; ///< the models' names
        QString own;
        ReplyToken token;
        bool canContinue = false;
        QString why; ///< it cannot
    };
    /// @param at the token, in the parent @param focus the keyboard goes in
    void showFor(const Content& content, const QRect& at, bool focus);
    void leave(); ///< hides unless the pointer is on its way in

Q_SIGNALS:
    void continueRequested(const std::optional<espalier::ui::ReplyAlternative>& alternative);
    void closed(); ///< by the keyboard

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fill(const Content& content);
    void place(const QRect& at);
    void updateContinue();
    void go();

    const Theme& m_theme;
    Content m_content;
    QLabel* m_title;
    QLabel* m_figures;
    QTableWidget* m_table;
    QPushButton* m_continue;
    QTimer* m_leave;
};

} // namespace espalier::ui
