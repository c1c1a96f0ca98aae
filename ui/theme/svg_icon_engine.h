#pragma once

#include <functional>

#include <QByteArray>
#include <QColor>
#include <QIconEngine>

namespace espalier::ui {

/// Draws :/icons/<name>.svg, whose one colour is written `currentColor`, in a colour asked for at each painting.
class SvgIconEngine : public QIconEngine
{
public:
    using ColorSource = std::function<QColor()>;

    explicit SvgIconEngine(const QString& name, ColorSource color = {});

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine* clone() const override { return new SvgIconEngine(*this); }

private:
    QColor colorFor(QIcon::Mode mode) const;

    QByteArray m_svg;
    ColorSource m_color;
};

} // namespace espalier::ui
