#include "ui/compare/method_mark.h"

#include <QPixmap>

#include "ui/widgets/custom_plot.h"

namespace espalier::ui {

namespace {

QCPScatterStyle::ScatterShape shapeOf(MethodClass method)
{
    switch (method) {
    case MethodClass::Dense:
        return QCPScatterStyle::ssSquare;
    case MethodClass::Pruned:
        return QCPScatterStyle::ssCircle;
    case MethodClass::Quantized:
        return QCPScatterStyle::ssDiamond;
    case MethodClass::Both:
        return QCPScatterStyle::ssTriangle;
    case MethodClass::Other:
        break;
    }
    return QCPScatterStyle::ssTriangleInverted;
}

} // namespace

QColor runColor(const Colors& colors, int slot)
{
    return slot < 0 ? colors.dense : colors.series[std::size_t(slot) % colors.series.size()];
}

QCPScatterStyle methodMark(MethodClass method, const QColor& color, bool hollow, double size)
{
    return {shapeOf(method), QPen(color, 1.5), hollow ? QBrush(Qt::NoBrush) : QBrush(color), size};
}

QIcon methodIcon(MethodClass method, const QColor& color, bool hollow)
{
    constexpr int kSide = 16;
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        QPixmap pixmap(kSide * scale, kSide * scale);
        pixmap.fill(Qt::transparent);
        QCPPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(scale, scale);
        const QCPScatterStyle mark = methodMark(method, color, hollow, 10.0);
        mark.applyTo(&painter, mark.pen());
        mark.drawShape(&painter, kSide / 2.0, kSide / 2.0);
        painter.end();
        pixmap.setDevicePixelRatio(scale);
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace espalier::ui
