#include "ui/window/activity_bar.h"

#include <algorithm>

#include <QDragEnterEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/page.h"

namespace espalier::ui {

namespace {
constexpr int kWidth = 56;
constexpr int kMostWidth = 96; // of languages with long words
constexpr int kButtonHeight = 56;
constexpr int kSpringMilliseconds = 600;
} // namespace

ActivityButton::ActivityButton(const Theme& theme, const QString& iconName, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme), m_icon(Theme::icon(iconName)),
      m_currentIcon(theme.icon(iconName, &Colors::accent))
{
    setText(text);
    setAccessibleName(text);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setAcceptDrops(true);
    m_spring.setSingleShot(true);
    m_spring.setInterval(kSpringMilliseconds);
    connect(&m_spring, &QTimer::timeout, this, &QAbstractButton::click);
}

void ActivityButton::setDot(bool dot, const QString& description)
{
    m_dot = dot;
    setAccessibleDescription(dot ? description : QString());
    update();
}

QSize ActivityButton::sizeHint() const
{
    const int textWidth = QFontMetrics(Theme::font(TextStyle::Caption)).horizontalAdvance(text());
    return {std::clamp(textWidth + 8, kWidth, kMostWidth), kButtonHeight};
}

void ActivityButton::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked()) {
        painter.fillRect(rect(), mix(colors.window, colors.accent, 0.1));
        painter.fillRect(0, 0, 3, height(), colors.accent);
    } else if (underMouse() || isDown()) {
        painter.fillRect(rect(), mix(colors.window, colors.text, 0.06));
    }
    const QRect iconRect((width() - 24) / 2, 8, 24, 24);
    (isChecked() ? m_currentIcon : m_icon).paint(&painter, iconRect);
    if (m_dot) {
        painter.setPen(QPen(colors.window, 2));
        painter.setBrush(colors.accent);
        painter.drawEllipse(QPointF(iconRect.right() + 1, iconRect.top() + 3), 5, 5);
    }
    painter.setFont(Theme::font(TextStyle::Caption));
    painter.setPen(isChecked() ? colors.accent : colors.text);
    const QRect textRect(2, 34, width() - 4, height() - 36);
    painter.drawText(textRect, Qt::AlignHCenter | Qt::AlignTop,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, textRect.width()));
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 4, 4);
    }
}

void ActivityButton::dragEnterEvent(QDragEnterEvent* event)
{
    if (isCheckable()) {
        m_spring.start();
        event->setDropAction(Qt::IgnoreAction);
        event->accept(); // to be told when it leaves; dropping here does nothing
    }
}

void ActivityButton::dragLeaveEvent(QDragLeaveEvent*)
{
    m_spring.stop();
}

ActivityBar::ActivityBar(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_layout(new QVBoxLayout(this))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_layout->setContentsMargins(0, 4, 1, 4);
    m_layout->setSpacing(0);
    m_layout->addStretch();
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

ActivityButton* ActivityBar::addPage(const Page* page, const QString& shortcut)
{
    return add(page, shortcut, int(m_pages.size()));
}

ActivityButton* ActivityBar::addFootPage(const Page* page, const QString& shortcut)
{
    return add(page, shortcut, m_layout->count());
}

ActivityButton* ActivityBar::add(const Page* page, const QString& shortcut, int place)
{
    auto* button = new ActivityButton(m_theme, page->iconName(), page->title());
    button->setCheckable(true);
    button->setAutoExclusive(true); // arrow keys move between them
    button->setToolTip(QStringLiteral("%1 (%2)").arg(page->title(), shortcut));
    const int index = int(m_pages.size());
    m_layout->insertWidget(place, button);
    m_pages << button;
    connect(button, &QAbstractButton::clicked, this, [this, index] { Q_EMIT pageChosen(index); });
    return button;
}

void ActivityBar::setCurrent(int index)
{
    m_pages[index]->setChecked(true);
}

void ActivityBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(width() - 1, 0, 1, height(), mix(m_theme.colors().window, m_theme.colors().mid, 0.4));
}

} // namespace espalier::ui
