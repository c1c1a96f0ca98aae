#include "ui/settings/setting_row.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "ui/theme/theme.h"

namespace espalier::ui {

namespace {
constexpr int kControlWidth = 220;
}

SettingRow::SettingRow(const QString& name, const QString& help, QWidget* control, QWidget* parent)
    : QWidget(parent), m_name(new QLabel(name)), m_help(new QLabel(help)), m_control(control), m_reset(new QToolButton)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 6);
    layout->setSpacing(16);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_name->setBuddy(control);
    texts->addWidget(m_name);
    m_help->setWordWrap(true);
    m_help->setFont(Theme::font(TextStyle::Caption));
    m_help->setForegroundRole(QPalette::PlaceholderText);
    m_help->setVisible(!help.isEmpty());
    texts->addWidget(m_help);
    layout->addLayout(texts, 1);
    auto* right = new QHBoxLayout;
    right->setSpacing(4);
    m_reset->setText(tr("Reset"));
    m_reset->setAutoRaise(true);
    m_reset->setAccessibleName(tr("Reset %1").arg(name));
    QSizePolicy policy = m_reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // controls stay in line
    m_reset->setSizePolicy(policy);
    m_reset->hide();
    right->addWidget(m_reset);
    control->setAccessibleName(name);
    control->setAccessibleDescription(help);
    if (!qobject_cast<QAbstractButton*>(control)) {
        control->setMinimumWidth(kControlWidth);
    }
    right->addWidget(control);
    layout->addLayout(right);
    layout->setAlignment(right, Qt::AlignVCenter);
}

void SettingRow::setReset(const std::function<bool()>& isDefault, const std::function<void()>& reset)
{
    m_isDefault = isDefault;
    connect(m_reset, &QToolButton::clicked, this, reset);
    updateReset();
}

void SettingRow::updateReset()
{
    m_reset->setVisible(m_isDefault && !m_isDefault());
}

bool SettingRow::matches(const QString& text) const
{
    return m_name->text().contains(text, Qt::CaseInsensitive) || m_help->text().contains(text, Qt::CaseInsensitive);
}

} // namespace espalier::ui
