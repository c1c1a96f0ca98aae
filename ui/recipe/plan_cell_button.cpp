#include "ui/recipe/plan_cell_button.h"

#include <algorithm>

#include <QKeyEvent>
#include <QPainter>

namespace espalier::ui {

namespace {

constexpr int kHorizontal = 8; // margins
constexpr int kVertical = 4;
constexpr int kIcon = 16;
constexpr int kSpare = 4; // widths of texts are rounded down

} // namespace

PlanCellButton::PlanCellButton(const Theme& theme, QWidget* parent) : QAbstractButton(parent), m_theme(theme)
{
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void PlanCellButton::setCell(const PlanCellText& cell, bool stale, const QString& why)
{
    m_text = cell;
    m_stale = stale;
    const QString exceeds = cell.exceeds ? tr("Too much. %1").arg(cell.toolTip) : cell.toolTip;
    setToolTip(why.isEmpty() ? exceeds : QStringLiteral("%1\n%2").arg(exceeds, why));
    setAccessibleName(tr("%1: %2", "a cell of the plan and its figure").arg(cell.title, cell.value));
    setAccessibleDescription(why.isEmpty() ? tr("Enter opens the breakdown.") : why);
    updateGeometry();
    update();
}

QSize PlanCellButton::sizeHint() const
{
    const QFontMetrics caption(Theme::font(TextStyle::Caption));
    const QFontMetrics body(Theme::font(TextStyle::Body));
    const int value = body.horizontalAdvance(m_text.value) + (m_text.exceeds ? kIcon + 4 : 0);
    return {std::max(caption.horizontalAdvance(m_text.title), value) + 2 * kHorizontal + kSpare,
            caption.height() + body.height() + 2 * kVertical};
}

/// Figures always fit; a long title may be shortened.
QSize PlanCellButton::minimumSizeHint() const
{
    const int value = QFontMetrics(Theme::font(TextStyle::Body)).horizontalAdvance(m_text.value);
    return {value + (m_text.exceeds ? kIcon + 4 : 0) + 2 * kHorizontal + kSpare, sizeHint().height()};
}

void PlanCellButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
    } else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        event->ignore(); // the strip's arrows
    } else {
        QAbstractButton::keyPressEvent(event);
    }
}

void PlanCellButton::paintEvent(QPaintEvent* /*event*/)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.button);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    const QFont caption = Theme::font(TextStyle::Caption);
    const QFont body = Theme::font(TextStyle::Body);
    QRect place = rect().adjusted(kHorizontal, kVertical, -kHorizontal, -kVertical);
    painter.setFont(caption);
    painter.setPen(colors.placeholder);
    const QFontMetrics metrics(caption);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignTop,
                     metrics.elidedText(m_text.title, Qt::ElideRight, place.width()));
    place.setTop(place.top() + metrics.height());
    if (m_text.exceeds) {
        const QRect icon(place.left(), place.top() + (place.height() - kIcon) / 2, kIcon, kIcon);
        m_theme.icon(QStringLiteral("error"), &Colors::error).paint(&painter, icon);
        place.setLeft(icon.right() + 5);
    }
    painter.setFont(body);
    painter.setPen(m_text.exceeds ? colors.error : m_stale ? colors.placeholder : colors.text);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, m_text.value);
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

} // namespace espalier::ui
