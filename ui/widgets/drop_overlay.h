#pragma once

#include <QWidget>

namespace espalier::ui {

class Theme;

/// Shown over its parent while something is dragged: a dashed frame and what dropping it does, or why it does nothing.
class DropOverlay : public QWidget
{
    Q_OBJECT

public:
    DropOverlay(const Theme& theme, QWidget* parent);

    void showFor(const QString& text, bool accepted);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_text;
    bool m_accepted = true;
};

} // namespace espalier::ui
