#pragma once

#include <array>
#include <span>

#include <QColor>
#include <QPalette>

namespace espalier::ui {

/// Every colour of one appearance. Contrast on `base` is tested: text 4.5, marks 3.0 (WCAG).
struct Colors
{
    QColor window, base, alternateBase, button;
    QColor text, placeholder, disabled;
    QColor highlight, highlightedText;
    QColor accent; ///< links and the focus ring
    QColor mid;    ///< borders and axes
    QColor toolTipBase, toolTipText;
    QColor ok, warning, error;             ///< always with an icon and a word
    QColor dense, pruned, quantized, both; ///< what became of a module
    std::array<QColor, 7> series;
    std::array<QColor, 4> divergence;
    std::array<QColor, 7> diverging; ///< around 0

    QPalette palette() const;
};

const Colors& lightColors();
const Colors& darkColors();

/// Viridis at position 0..1, the same on both appearances.
QColor sequentialColor(double position);
/// Position -1..1 on a diverging scale.
QColor divergingColor(const Colors& colors, double position);
/// Mixes in OKLab, so that the middle looks like the middle.
QColor mix(const QColor& from, const QColor& to, double share);
/// WCAG 2 contrast ratio of two opaque colours, 1..21.
double contrastRatio(const QColor& first, const QColor& second);

} // namespace espalier::ui
