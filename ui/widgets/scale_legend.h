#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace espalier::ui {

/// A colour scale with a word at each end: the sequential one, or the diverging one.
class ScaleLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ScaleLegend(const Theme& theme, QWidget* parent = nullptr);

    void setEnds(const QString& low, const QString& high);
    void setDiverging(bool on);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_low;
    QString m_high;
    bool m_diverging = false;
};

} // namespace espalier::ui
