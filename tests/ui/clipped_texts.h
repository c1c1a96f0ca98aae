#pragma once

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QStringList>

namespace espalier::tests {

/// Texts of visible controls that their controls are too narrow or too low for, each with its class.
/// Not looked at: lists and trees, which shorten with dots, and labels that say by their size policy that they do.
inline QStringList clippedTexts(const QWidget& window)
{
    QStringList clipped;
    const auto check = [&](const QWidget* widget, const QString& text, int needed) {
        if (needed > widget->contentsRect().width() + 1) {
            clipped << QStringLiteral("%1 \"%2\": %3 of %4 pixels")
                           .arg(QLatin1String(widget->metaObject()->className()), text)
                           .arg(widget->contentsRect().width())
                           .arg(needed);
        }
    };
    for (const QWidget* each : window.findChildren<QWidget*>()) {
        if (!each->isVisible() || each->visibleRegion().isEmpty()) {
            continue;
        }
        const bool shortens = each->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        if (const auto* label = qobject_cast<const QLabel*>(each)) {
            if (label->text().isEmpty() || shortens) {
                continue;
            }
            if (!label->wordWrap()) {
                const QMargins margins = label->contentsMargins();
                check(label, label->text(), label->sizeHint().width() - margins.left() - margins.right());
            } else if (label->height() + 1 < label->heightForWidth(label->width())) {
                clipped << QStringLiteral("%1 lines missing").arg(label->text());
            }
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(each)) {
            // buttons ask for a margin beside the text; only the text has to be seen
            const int text = button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width();
            const int icon = button->icon().isNull() ? 0 : button->iconSize().width() + 4;
            if (!button->text().isEmpty() && button->inherits("QPushButton")) {
                check(button, button->text(), text + icon);
            } else if (!button->text().isEmpty() && !shortens) {
                check(button, button->text(), std::min(text, button->sizeHint().width()));
            }
        } else if (const auto* box = qobject_cast<const QComboBox*>(each)) {
            constexpr int kArrow = 24;
            if (!shortens && box->sizeAdjustPolicy() != QComboBox::AdjustToMinimumContentsLengthWithIcon) {
                check(box, box->currentText(), box->fontMetrics().horizontalAdvance(box->currentText()) + kArrow);
            }
        } else if (const auto* spin = qobject_cast<const QAbstractSpinBox*>(each)) {
            constexpr int kArrows = 18;
            check(spin, spin->text(), spin->fontMetrics().horizontalAdvance(spin->text()) + kArrows);
        }
    }
    return clipped;
}

} // namespace espalier::tests
