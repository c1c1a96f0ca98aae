#pragma once

#include <QProxyStyle>

class QStyleOptionSpinBox;

namespace espalier::ui {

class Theme;

/// Marks a push button as its page's one primary action.
inline constexpr const char* kPrimaryProperty = "espalierPrimary";

/// Fusion, flattened: no gradients or shadows, radius 4, and a focus ring of 2 px in the accent colour.
class EspalierStyle : public QProxyStyle
{
    Q_OBJECT

public:
    explicit EspalierStyle(const Theme& theme);

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returnData) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;

private:
    void drawButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawCheckBox(const QStyleOption* option, QPainter* painter) const;
    void drawToolButton(const QStyleOption* option, QPainter* painter) const;
    void drawSpinBox(const QStyleOptionSpinBox* option, QPainter* painter, const QWidget* widget) const;
    void drawProgress(const QStyleOption* option, QPainter* painter) const;

    const Theme& m_theme;
};

} // namespace espalier::ui
