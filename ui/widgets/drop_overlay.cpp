#include "ui/widgets/drop_overlay.h"

#include <QPainter>

#include "ui/theme/theme.h"

namespace espalier::ui {

DropOverlay::DropOverlay(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOverlay::showFor(const QString& text, bool accepted)
{
    m_text = text;
    m_accepted = accepted;
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropOverlay::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    const QColor line = m_accepted ? colors.accent : colors.error;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = colors.window;
    veil.setAlphaF(0.7F);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(line, 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(8, 8, -8, -8), 4, 4);
    painter.setFont(Theme::font(TextStyle::Title));
    painter.setPen(m_accepted ? colors.text : colors.error);
    painter.drawText(rect().adjusted(48, 48, -48, -48), Qt::AlignCenter | Qt::TextWordWrap, m_text);
}

} // namespace espalier::ui
