#pragma once

#include <QFont>
#include <QIcon>
#include <QObject>

#include "ui/theme/colors.h"

class QApplication;

namespace espalier::ui {

/// Steps of the type scale, relative to the desktop's font.
enum class TextStyle { Caption, Body, Title, Figure, Code };

/// The appearance of the whole application: palette, style, icons, type. One for the program, passed by reference.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };
    Q_ENUM(Mode)

    /// Remembers the desktop's own palette, so make it before anything changes the application's.
    explicit Theme(QApplication& application);

    Mode mode() const { return m_mode; }
    void setMode(Mode mode); ///< applies at once to every window
    bool isDark() const { return m_dark; }
    const Colors& colors() const { return m_dark ? darkColors() : lightColors(); }

    /// resources/icons/<name>.svg in the palette's text colour (HighlightedText when selected, 45 % when disabled), at
    /// any DPI.
    static QIcon icon(const QString& name);
    /// The same in one colour of colors(), by pointer to member, so that it follows the appearance: icon("ok",
    /// &Colors::ok).
    QIcon icon(const QString& name, QColor Colors::*color) const;
    static QFont font(TextStyle style);

Q_SIGNALS:
    void changed(); ///< after the palette was replaced; cached colours are stale

private:
    void apply();

    QApplication& m_application;
    bool m_systemIsDark = false;
    Mode m_mode = Mode::System;
    bool m_dark = false;
};

} // namespace espalier::ui
