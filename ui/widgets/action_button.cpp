#include "ui/widgets/action_button.h"

#include <QAction>

#include "ui/theme/espalier_style.h"

namespace espalier::ui {

ActionButton::ActionButton(QAction* action, bool primary, QWidget* parent) : QPushButton(parent), m_action(action)
{
    setProperty(kPrimaryProperty, primary);
    setAutoDefault(false);
    connect(action, &QAction::changed, this, &ActionButton::follow);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    follow();
}

void ActionButton::setPrimary(bool primary)
{
    setProperty(kPrimaryProperty, primary);
    update();
}

void ActionButton::follow()
{
    setText(m_action->text());
    setEnabled(m_action->isEnabled());
    if (m_action->isVisible() == isHidden()) {
        setHidden(!m_action->isVisible());
    }
    QString tip = m_action->toolTip() == m_action->text() ? QString() : m_action->toolTip();
    if (!m_action->shortcut().isEmpty()) {
        const QString keys = m_action->shortcut().toString(QKeySequence::NativeText);
        tip = tip.isEmpty() ? keys : QStringLiteral("%1 (%2)").arg(tip, keys);
    }
    setToolTip(tip);
}

} // namespace espalier::ui
