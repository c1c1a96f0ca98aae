#include "ui/settings/shortcut_list.h"

#include <QAction>
#include <QGridLayout>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QSettings>
#include <QToolButton>

namespace espalier::ui {

namespace {

constexpr int kKeysWidth = 200;

QString settingOf(const QAction* action)
{
    return QStringLiteral("shortcuts/") + action->objectName();
}

} // namespace

ShortcutList::ShortcutList(const QList<QAction*>& actions, QSettings& settings, QWidget* parent)
    : QWidget(parent), m_settings(settings), m_problem(new QLabel)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 6, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    m_problem->setWordWrap(true);
    m_problem->hide();
    grid->addWidget(m_problem, 0, 0, 1, 3);
    for (QAction* action : actions) {
        addRow(action);
        if (settings.contains(settingOf(action))) {
            action->setShortcuts(
                QKeySequence::listFromString(settings.value(settingOf(action)).toString(), QKeySequence::PortableText));
        }
        show(action);
    }
}

void ShortcutList::addRow(QAction* action)
{
    auto* grid = static_cast<QGridLayout*>(layout());
    const Row row{new QKeySequenceEdit, new QToolButton, action->shortcuts()};
    m_rows[action] = row;
    auto* name = new QLabel(action->text());
    name->setBuddy(row.edit);
    row.edit->setFixedWidth(kKeysWidth);
    row.edit->setClearButtonEnabled(true);
    row.edit->setAccessibleName(action->text());
    row.edit->setToolTip(tr("Press the keys. Backspace and the cross take the shortcut away."));
    row.reset->setText(tr("Reset"));
    row.reset->setAutoRaise(true);
    row.reset->setAccessibleName(tr("Reset %1").arg(action->text()));
    QSizePolicy policy = row.reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // fields stay in line
    row.reset->setSizePolicy(policy);
    const int line = grid->rowCount();
    grid->addWidget(name, line, 0);
    grid->addWidget(row.reset, line, 1);
    grid->addWidget(row.edit, line, 2);
    connect(row.edit, &QKeySequenceEdit::editingFinished, this, [this, action] { edited(action); });
    connect(row.reset, &QToolButton::clicked, this, [this, action] { setKeys(action, m_rows[action].defaults); });
}

const QAction* ShortcutList::owner(const QKeySequence& key, const QAction* except) const
{
    for (auto row = m_rows.cbegin(); row != m_rows.cend(); ++row) {
        if (row.key() != except && row.key()->shortcuts().contains(key)) {
            return row.key();
        }
    }
    return nullptr;
}

void ShortcutList::edited(QAction* action)
{
    const QKeySequence key = m_rows[action].edit->keySequence();
    if (key == action->shortcut()) {
        return;
    }
    if (const QAction* other = key.isEmpty() ? nullptr : owner(key, action)) {
        m_problem->setText(tr("%1 is the shortcut of \"%2\". Take it away there first, or choose other keys.")
                               .arg(key.toString(QKeySequence::NativeText), other->text()));
        m_problem->show();
        show(action);
        return;
    }
    setKeys(action, key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{key});
}

void ShortcutList::setKeys(QAction* action, const QList<QKeySequence>& keys)
{
    m_problem->hide();
    action->setShortcuts(keys);
    if (keys == m_rows[action].defaults) {
        m_settings.remove(settingOf(action));
    } else {
        m_settings.setValue(settingOf(action), QKeySequence::listToString(keys, QKeySequence::PortableText));
    }
    show(action);
}

void ShortcutList::show(const QAction* action)
{
    const Row& row = m_rows[action];
    row.edit->setKeySequence(action->shortcut());
    row.reset->setVisible(action->shortcuts() != row.defaults);
}

} // namespace espalier::ui
