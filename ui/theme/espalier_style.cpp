#include "ui/theme/espalier_style.h"

#include <QAbstractSpinBox>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QWidget>

#include "ui/theme/theme.h"

namespace espalier::ui {

namespace {

constexpr double kRadius = 4.0;
constexpr int kControlHeight = 28;
constexpr int kArrowWidth = 18; ///< of a switcher

/// Whether a tool button with text opens a menu.
bool isSwitcher(const QStyleOptionToolButton* button)
{
    return button && button->features & QStyleOptionToolButton::HasMenu &&
           (button->toolButtonStyle == Qt::ToolButtonTextBesideIcon ||
            button->toolButtonStyle == Qt::ToolButtonTextOnly);
}

void roundedRect(QPainter* painter, const QRectF& rect, const QColor& fill, const QColor& line, double width = 1.0)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line.isValid() ? QPen(line, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = width / 2.0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), kRadius, kRadius);
    painter->restore();
}

bool isPrimary(const QWidget* widget)
{
    return widget && widget->property(kPrimaryProperty).toBool();
}

} // namespace

EspalierStyle::EspalierStyle(const Theme& theme)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))), m_theme(theme)
{
}

void EspalierStyle::drawButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Colors& colors = m_theme.colors();
    const bool enabled = option->state & State_Enabled;
    const bool pressed = option->state & (State_Sunken | State_On);
    QColor fill = isPrimary(widget) && enabled ? colors.highlight : colors.button;
    if (pressed) {
        fill = mix(fill, colors.text, 0.14);
    } else if (enabled && option->state & State_MouseOver) {
        fill = mix(fill, colors.text, 0.06);
    }
    const bool bordered = !isPrimary(widget) || !enabled;
    roundedRect(painter, option->rect, fill, bordered ? mix(colors.button, colors.mid, enabled ? 0.8 : 0.4) : QColor());
}

void EspalierStyle::drawToolButton(const QStyleOption* option, QPainter* painter) const
{
    const Colors& colors = m_theme.colors();
    if (option->state & (State_Sunken | State_On)) {
        roundedRect(painter, option->rect, mix(colors.button, colors.text, 0.1), {});
    } else if (option->state & State_MouseOver && option->state & State_Enabled) {
        roundedRect(painter, option->rect, colors.button, {});
    }
}

void EspalierStyle::drawCheckBox(const QStyleOption* option, QPainter* painter) const
{
    const Colors& colors = m_theme.colors();
    const bool enabled = option->state & State_Enabled;
    const QColor line = enabled ? colors.mid : mix(colors.base, colors.mid, 0.5);
    const QRectF box = option->rect;
    if (!(option->state & (State_On | State_NoChange))) {
        roundedRect(painter, box, colors.base, line);
        return;
    }
    roundedRect(painter, box, enabled ? colors.highlight : line, {});
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colors.highlightedText, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&box](double x, double y) {
        return QPointF(box.x() + x * box.width(), box.y() + y * box.height());
    };
    if (option->state & State_NoChange) {
        painter->drawLine(at(0.25, 0.5), at(0.75, 0.5));
    } else {
        painter->drawPolyline(QPolygonF({at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.3)}));
    }
    painter->restore();
}

void EspalierStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                  const QWidget* widget) const
{
    const Colors& colors = m_theme.colors();
    switch (element) {
    case PE_PanelButtonCommand:
        drawButton(option, painter, widget);
        return;
    case PE_PanelButtonTool:
        drawToolButton(option, painter);
        return;
    case PE_FrameFocusRect:
        roundedRect(painter, option->rect, {}, colors.accent, 2.0);
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children) {
            QRect arrow(0, 0, 12, 12);
            arrow.moveCenter(option->rect.center());
            Theme::icon(option->state & State_Open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"))
                .paint(painter, arrow, Qt::AlignCenter,
                       option->state & State_Selected ? QIcon::Selected : QIcon::Normal);
        }
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(option, painter);
        return;
    case PE_PanelLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0) {
            const bool focused = option->state & State_HasFocus;
            const QColor line = focused ? colors.accent : mix(colors.base, colors.mid, 0.8);
            roundedRect(painter, option->rect, option->palette.color(QPalette::Base), line, focused ? 2.0 : 1.0);
            return;
        }
        break;
    case PE_Frame:
        if (option->state & State_HasFocus) {
            roundedRect(painter, option->rect, {}, colors.accent, 2.0);
        } else {
            roundedRect(painter, option->rect, {}, mix(colors.base, colors.mid, 0.5));
        }
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void EspalierStyle::drawProgress(const QStyleOption* option, QPainter* painter) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
    if (!bar || bar->maximum <= bar->minimum) {
        return;
    }
    QRectF filled = option->rect;
    const double share = double(bar->progress - bar->minimum) / double(bar->maximum - bar->minimum);
    filled.setWidth(std::max(2.0 * kRadius, filled.width() * share));
    if (share > 0) {
        roundedRect(painter, filled, m_theme.colors().highlight, {});
    }
}

void EspalierStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const
{
    const Colors& colors = m_theme.colors();
    if (element == CE_ProgressBarGroove) {
        roundedRect(painter, option->rect, mix(colors.button, colors.mid, 0.2), {});
        return;
    }
    if (element == CE_ProgressBarContents) {
        const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
        if (bar && bar->maximum > bar->minimum) {
            drawProgress(option, painter);
            return;
        }
    }
    if (element == CE_HeaderSection) {
        painter->fillRect(option->rect, colors.window);
        painter->fillRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1,
                          mix(colors.window, colors.mid, 0.5));
        return;
    }
    if (element == CE_PushButtonLabel && isPrimary(widget) && option->state & State_Enabled) {
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
            QStyleOptionButton white(*button);
            white.palette.setColor(QPalette::ButtonText, colors.highlightedText);
            QProxyStyle::drawControl(element, &white, painter, widget);
            return;
        }
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void EspalierStyle::drawSpinBox(const QStyleOptionSpinBox* option, QPainter* painter, const QWidget* widget) const
{
    const Colors& colors = m_theme.colors();
    const bool enabled = option->state & State_Enabled;
    if (option->frame) {
        const bool focused = option->state & State_HasFocus;
        const QColor line = focused ? colors.accent : mix(colors.base, colors.mid, enabled ? 0.8 : 0.4);
        roundedRect(painter, option->rect, option->palette.color(QPalette::Base), line, focused ? 2.0 : 1.0);
    }
    for (const auto& [part, icon, step] :
         {std::tuple(SC_SpinBoxUp, "chevron-up", QAbstractSpinBox::StepUpEnabled),
          std::tuple(SC_SpinBoxDown, "chevron-down", QAbstractSpinBox::StepDownEnabled)}) {
        if (!(option->subControls & part)) {
            continue;
        }
        const QRect place = proxy()->subControlRect(CC_SpinBox, option, part, widget);
        QRect arrow(0, 0, 10, 10);
        arrow.moveCenter(place.center());
        Theme::icon(QLatin1String(icon))
            .paint(painter, arrow, Qt::AlignCenter,
                   enabled && option->stepEnabled & step ? QIcon::Normal : QIcon::Disabled);
    }
}

QRect EspalierStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    // a text does not touch the frame; the field within a spin box has none
    return element == SE_LineEditContents && frame && frame->lineWidth > 0 ? rect.adjusted(4, 0, -4, 0) : rect;
}

void EspalierStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                       const QWidget* widget) const
{
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option); control == CC_SpinBox && spin) {
        drawSpinBox(spin, painter, widget);
        return;
    }
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    if (control != CC_ToolButton || !isSwitcher(button)) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        return;
    }
    // a switcher: its arrow stands beside the text, as large as the other icons
    QStyleOptionToolButton plain(*button);
    plain.features &= ~QStyleOptionToolButton::ToolButtonFeatures(QStyleOptionToolButton::HasMenu);
    drawPrimitive(PE_PanelButtonTool, &plain, painter, widget);
    QStyleOptionToolButton label(plain);
    label.rect.adjust(4, 0, -kArrowWidth, 0);
    drawControl(CE_ToolButtonLabel, &label, painter, widget);
    const QRect arrow(button->rect.right() - kArrowWidth, button->rect.center().y() - 5, 12, 12);
    Theme::icon(QStringLiteral("chevron-down"))
        .paint(painter, arrow, Qt::AlignCenter, button->state & State_Enabled ? QIcon::Normal : QIcon::Disabled);
    if (button->state & State_HasFocus) {
        roundedRect(painter, button->rect, {}, m_theme.colors().accent, 2.0);
    }
}

int EspalierStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return 16;
    case PM_ToolBarIconSize:
        return 20;
    case PM_SplitterWidth:
        return 7;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return 12;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int EspalierStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* returnData) const
{
    switch (hint) {
    case SH_UnderlineShortcut:
        return 1;
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize EspalierStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                      const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_PushButton || type == CT_LineEdit || type == CT_ComboBox || type == CT_ToolButton ||
        type == CT_SpinBox) {
        result.setHeight(std::max(result.height(), kControlHeight));
    }
    if (type == CT_PushButton) {
        result.setWidth(std::max(result.width(), size.width() + 24));
    }
    if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        type == CT_ToolButton && isSwitcher(button)) {
        result.setWidth(result.width() + kArrowWidth);
    }
    if (type == CT_MenuItem) {
        result.setHeight(std::max(result.height(), 24));
    }
    return result;
}

} // namespace espalier::ui
