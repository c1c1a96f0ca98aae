#include "ui/widgets/empty_state.h"

#include <algorithm>

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/theme/theme.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/icon_label.h"

namespace espalier::ui {

namespace {
constexpr int kTextWidth = 420;
constexpr int kNarrowest = 200;
} // namespace

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& sentence, QWidget* parent)
    : QWidget(parent), m_title(new QLabel), m_sentence(new QLabel), m_buttons(new QHBoxLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addStretch(2);
    auto* icon = new IconLabel(Theme::icon(iconName), 40);
    icon->setEnabled(false); // pale
    layout->addWidget(icon, 0, Qt::AlignHCenter);
    m_title->setFont(Theme::font(TextStyle::Title));
    m_title->setAlignment(Qt::AlignCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_sentence, 0, Qt::AlignHCenter);
    m_buttons->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addLayout(m_buttons);
    row->addStretch();
    layout->addLayout(row);
    layout->addStretch(3);
    setText(title, sentence);
}

void EmptyState::addAction(QAction* action)
{
    addAction(action, m_buttons->count() == 0);
}

void EmptyState::addAction(QAction* action, bool primary)
{
    m_buttons->addWidget(new ActionButton(action, primary));
}

void EmptyState::setText(const QString& title, const QString& sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    fitSentence();
}

/// An aligned label is not asked for its height.
void EmptyState::fitSentence()
{
    const QMargins margins = layout()->contentsMargins();
    const int width = std::min(kTextWidth, this->width() - margins.left() - margins.right());
    m_sentence->setFixedSize(std::max(1, width), std::max(0, m_sentence->heightForWidth(width)));
}

QSize EmptyState::minimumSizeHint() const
{
    return {kNarrowest, QWidget::minimumSizeHint().height()};
}

void EmptyState::resizeEvent(QResizeEvent*)
{
    fitSentence();
}

} // namespace espalier::ui
