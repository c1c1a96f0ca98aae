#include "ui/theme/svg_icon_engine.h"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include "ui/theme/colors.h"

namespace espalier::ui {

namespace {
constexpr double kDisabledShare = 0.45;
}

SvgIconEngine::SvgIconEngine(const QString& name, ColorSource color) : m_color(std::move(color))
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    const bool found = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(found, "SvgIconEngine", qPrintable(name));
    m_svg = found ? file.readAll() : QByteArray();
}

QColor SvgIconEngine::colorFor(QIcon::Mode mode) const
{
    const QPalette palette = QGuiApplication::palette();
    if (mode == QIcon::Selected) {
        return palette.color(QPalette::HighlightedText);
    }
    const QColor color = m_color ? m_color() : palette.color(QPalette::WindowText);
    // mixed rather than see-through: strokes cross
    return mode == QIcon::Disabled ? mix(palette.color(QPalette::Window), color, kDisabledShare) : color;
}

void SvgIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State)
{
    QByteArray svg = m_svg;
    QSvgRenderer renderer(svg.replace("currentColor", colorFor(mode).name().toLatin1()));
    const int side = std::min(rect.width(), rect.height());
    const QRect square(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side);
    renderer.render(painter, square);
}

QPixmap SvgIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state)
{
    QPixmap pixmap(size); // already in device pixels
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
}

} // namespace espalier::ui
