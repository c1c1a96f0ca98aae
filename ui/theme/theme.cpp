#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyleHints>

#include "ui/theme/espalier_style.h"
#include "ui/theme/svg_icon_engine.h"

namespace espalier::ui {

Theme::Theme(QApplication& application) : m_application(application)
{
    const QPalette initial = QApplication::palette();
    m_systemIsDark = initial.color(QPalette::Window).lightness() < initial.color(QPalette::WindowText).lightness();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto follow = [this](Qt::ColorScheme scheme) {
        if (scheme != Qt::ColorScheme::Unknown) {
            m_systemIsDark = scheme == Qt::ColorScheme::Dark;
            apply();
        }
    };
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, follow);
#endif
    m_application.setStyle(new EspalierStyle(*this));
    apply();
}

void Theme::setMode(Mode mode)
{
    if (mode != m_mode) {
        m_mode = mode;
        apply();
    }
}

void Theme::apply()
{
    m_dark = m_mode == Mode::System ? m_systemIsDark : m_mode == Mode::Dark;
    QApplication::setPalette(colors().palette());
    Q_EMIT changed();
}

QIcon Theme::icon(const QString& name)
{
    return QIcon(new SvgIconEngine(name));
}

QIcon Theme::icon(const QString& name, QColor Colors::*color) const
{
    return QIcon(new SvgIconEngine(name, [this, color] { return colors().*color; }));
}

QFont Theme::font(TextStyle style)
{
    QFont font = QApplication::font();
    const double points = font.pointSizeF() > 0 ? font.pointSizeF() : 10.0;
    switch (style) {
    case TextStyle::Caption:
        font.setPointSizeF(points * 0.85);
        break;
    case TextStyle::Body:
        break;
    case TextStyle::Title:
        font.setPointSizeF(points * 1.25);
        font.setWeight(QFont::DemiBold);
        break;
    case TextStyle::Figure:
        font.setPointSizeF(points * 1.8);
        break;
    case TextStyle::Code: {
        QFont code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        code.setPointSizeF(points);
        return code;
    }
    }
    return font;
}

} // namespace espalier::ui
