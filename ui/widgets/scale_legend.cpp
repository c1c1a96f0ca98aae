#include "ui/widgets/scale_legend.h"

#include <QPainter>

namespace espalier::ui {

namespace {
constexpr int kScaleWidth = 72;
constexpr int kScaleHeight = 10;
constexpr int kGap = 4;
} // namespace

ScaleLegend::ScaleLegend(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFont(Theme::font(TextStyle::Caption));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void ScaleLegend::setEnds(const QString& low, const QString& high)
{
    m_low = low;
    m_high = high;
    setAccessibleName(tr("Colours from %1 to %2").arg(low, high));
    updateGeometry();
    update();
}

void ScaleLegend::setDiverging(bool on)
{
    m_diverging = on;
    update();
}

QSize ScaleLegend::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {metrics.horizontalAdvance(m_low) + metrics.horizontalAdvance(m_high) + kScaleWidth + 2 * kGap, 24};
}

void ScaleLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(m_theme.colors().placeholder);
    const int begin = fontMetrics().horizontalAdvance(m_low) + kGap;
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, m_low);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, m_high);
    for (int x = 0; x < kScaleWidth; ++x) {
        const double place = double(x) / kScaleWidth;
        painter.fillRect(begin + x, (height() - kScaleHeight) / 2, 1, kScaleHeight,
                         m_diverging ? divergingColor(m_theme.colors(), 2.0 * place - 1.0) : sequentialColor(place));
    }
}

} // namespace espalier::ui
