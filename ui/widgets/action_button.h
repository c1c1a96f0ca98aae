#pragma once

#include <QPushButton>

class QAction;

namespace espalier::ui {

/// A push button that shows and triggers an action: its text, enabled state, visibility and why it is disabled
/// (tooltip).
class ActionButton : public QPushButton
{
    Q_OBJECT

public:
    explicit ActionButton(QAction* action, bool primary = false, QWidget* parent = nullptr);

    void setPrimary(bool primary);

private:
    void follow();

    QAction* m_action;
};

} // namespace espalier::ui
