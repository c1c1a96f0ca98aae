#include "ui/recipe/module_mark.h"

#include <QPainter>

namespace espalier::ui {

namespace {

constexpr int kWidth = 20;
constexpr int kHeight = 14;

} // namespace

QPixmap drawMark(const ModuleMark& mark, const Theme& theme)
{
    const qreal ratio = 2.0;
    QPixmap pixmap(QSize(kWidth, kHeight) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = theme.colors();
    if (!mark.pruned && !mark.quantized) {
        painter.setPen(QPen(colors.mid, 1.5));
        painter.drawLine(QPointF(6, kHeight / 2.0), QPointF(kWidth - 6, kHeight / 2.0));
        return pixmap;
    }
    const QColor color = mark.pruned && mark.quantized ? colors.both : mark.pruned ? colors.pruned : colors.quantized;
    const QRectF box(0.5, 0.5, kWidth - 1.0, kHeight - 1.0);
    painter.setPen(mark.hollow ? QPen(color, 1.5) : QPen(Qt::NoPen));
    painter.setBrush(mark.hollow ? QBrush(Qt::NoBrush) : QBrush(color));
    painter.drawRoundedRect(mark.hollow ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, 2, 2);
    QFont font = Theme::font(TextStyle::Caption);
    font.setBold(true);
    font.setPixelSize(10);
    painter.setFont(font);
    painter.setPen(mark.hollow ? color : colors.base);
    painter.drawText(box, Qt::AlignCenter,
                     mark.pruned && mark.quantized ? QStringLiteral("PQ")
                     : mark.pruned                 ? QStringLiteral("P")
                                                   : QStringLiteral("Q"));
    return pixmap;
}

} // namespace espalier::ui
