#include "ui/sensitivity/heat_map.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "ui/models/sweep_table.h"

namespace espalier::ui {

namespace {
constexpr int kLowestRow = 12;
constexpr int kHighestRow = 24;
constexpr int kNarrowestColumn = 24;
constexpr int kGap = 2;        ///< between cells
constexpr int kMethodGap = 12; ///< between methods
constexpr int kPad = 8;
} // namespace

HeatMap::HeatMap(const Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Sensitivity by layer and level"));
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    connect(&theme, &Theme::changed, viewport(), QOverload<>::of(&QWidget::update));
}

void HeatMap::setRecord(const compress::sensitivity::Record* record)
{
    m_record = record;
    m_low = m_high = 0.0;
    for (int layer = 0; layer < layers(); ++layer) {
        for (const auto& cell : m_record->cells[std::size_t(layer)]) {
            if (cell && cell->failure.empty() && std::isfinite(cell->kl) && cell->kl > 0.0) {
                m_low = m_low > 0.0 ? std::min(m_low, cell->kl) : cell->kl;
                m_high = std::max(m_high, cell->kl);
            }
        }
    }
    if (m_layer >= layers() || m_level >= levels()) {
        m_layer = m_level = -1;
    }
    layOut();
}

void HeatMap::setChosen(std::vector<int> levels)
{
    m_chosen = std::move(levels);
    viewport()->update();
}

void HeatMap::layOut()
{
    const QFontMetrics metrics(Theme::font(TextStyle::Caption));
    m_names = metrics.horizontalAdvance(QString::number(std::max(99, layers()))) + 2 * kPad;
    m_header = 2 * metrics.height() + 2 * kPad;
    m_methods.clear();
    m_left.clear();
    m_width.clear();
    int x = m_names;
    for (int level = 0; level < levels(); ++level) {
        const auto& each = m_record->levels[std::size_t(level)];
        const QString title = QString::fromStdString(each.method);
        if (m_methods.isEmpty() || m_methods.last().title != title) {
            x += m_methods.isEmpty() ? 0 : kMethodGap;
            m_methods.append({title, level, 0});
        }
        ++m_methods.last().count;
        m_left.push_back(x);
        m_width.push_back(
            std::max(kNarrowestColumn, metrics.horizontalAdvance(QString::fromStdString(each.label)) + kPad));
        x += m_width.back() + kGap;
        const Method& method = m_methods.last();
        const int titled = m_left[std::size_t(method.first)] + metrics.horizontalAdvance(title) + kGap;
        if (level + 1 == levels() || m_record->levels[std::size_t(level) + 1].method != each.method) {
            x = std::max(x, titled); // the title may need more than its columns
        }
    }
    const int room = viewport()->height() - m_header;
    m_row = layers() > 0 ? std::clamp(room / layers(), kLowestRow, kHighestRow) : kHighestRow;
    verticalScrollBar()->setPageStep(room);
    verticalScrollBar()->setSingleStep(m_row);
    verticalScrollBar()->setRange(0, std::max(0, layers() * m_row - room));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(kNarrowestColumn);
    horizontalScrollBar()->setRange(0, std::max(0, x - viewport()->width()));
    viewport()->update();
}

QSize HeatMap::sizeHint() const
{
    const int right = m_left.empty() ? 0 : m_left.back() + m_width.back();
    return {std::max(320, right + kPad), m_header + kHighestRow * std::max(6, layers())};
}

QRect HeatMap::cellRect(int layer, int level) const
{
    return {m_left[std::size_t(level)] - horizontalScrollBar()->value(),
            m_header + layer * m_row - verticalScrollBar()->value(), m_width[std::size_t(level)], m_row - kGap};
}

bool HeatMap::cellAt(const QPoint& position, int& layer, int& level) const
{
    layer = (position.y() - m_header + verticalScrollBar()->value()) / m_row;
    if (position.y() < m_header || layer >= layers()) {
        return false;
    }
    for (level = 0; level < levels(); ++level) {
        const QRect rect = cellRect(layer, level);
        if (position.x() >= rect.left() && position.x() <= rect.right()) {
            return true;
        }
    }
    return false;
}

void HeatMap::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const Colors& colors = m_theme.colors();
    painter.setFont(Theme::font(TextStyle::Caption));
    painter.save();
    painter.setClipRect(0, m_header, viewport()->width(), viewport()->height() - m_header);
    const int first = verticalScrollBar()->value() / m_row;
    for (int layer = first; layer < layers() && cellRect(layer, 0).top() < viewport()->height(); ++layer) {
        paintRow(painter, colors, layer);
    }
    painter.restore();
    paintHeader(painter, colors);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void HeatMap::paintHeader(QPainter& painter, const Colors& colors) const
{
    const int line = painter.fontMetrics().height();
    const int scrolled = horizontalScrollBar()->value();
    for (const Method& method : m_methods) {
        const std::size_t last = std::size_t(method.first + method.count - 1);
        const int left = m_left[std::size_t(method.first)] - scrolled;
        const int wide = std::max(m_left[last] + m_width[last] - scrolled - left,
                                  painter.fontMetrics().horizontalAdvance(method.title) + kGap);
        const QRect title(left, kPad - kGap, wide, line);
        painter.setPen(colors.placeholder);
        painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter, method.title);
    }
    painter.setPen(colors.text);
    for (int level = 0; level < levels(); ++level) {
        const QRect place(m_left[std::size_t(level)] - scrolled, kPad + line, m_width[std::size_t(level)], line);
        painter.drawText(place, Qt::AlignCenter, QString::fromStdString(m_record->levels[std::size_t(level)].label));
    }
}

void HeatMap::paintRow(QPainter& painter, const Colors& colors, int layer) const
{
    for (int level = 0; level < levels(); ++level) {
        paintCell(painter, colors, layer, level);
    }
    const QRect cell = cellRect(layer, 0);
    // numbers of low rows would touch each other: every second or fifth then
    const int every = m_row >= painter.fontMetrics().height() ? 1 : 5;
    if (layer % every != 0) {
        return;
    }
    const int height = painter.fontMetrics().height();
    const QRect name(0, cell.center().y() - height / 2, m_names - kPad, height);
    painter.fillRect(QRect(0, cell.top(), m_names - kGap, m_row), colors.base); // over what scrolled below it
    painter.setPen(layer == m_layer ? colors.text : colors.placeholder);
    painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter, QString::number(layer));
}

void HeatMap::paintCell(QPainter& painter, const Colors& colors, int layer, int level) const
{
    const QRect rect = cellRect(layer, level);
    const auto& cell = m_record->cells[std::size_t(layer)][std::size_t(level)];
    if (!cell) {
        painter.fillRect(rect, QBrush(colors.mid, Qt::BDiagPattern));
    } else if (!cell->failure.empty()) {
        painter.setPen(QPen(colors.error, 1.5));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRect(QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75));
        painter.drawLine(rect.topLeft(), rect.bottomRight());
        painter.drawLine(rect.topRight(), rect.bottomLeft());
        painter.setRenderHint(QPainter::Antialiasing, false);
    } else {
        const double range = m_high > m_low ? std::log(m_high / m_low) : 1.0;
        const double place = cell->kl > 0.0 && m_low > 0.0 ? std::log(cell->kl / m_low) / range : 0.0;
        painter.fillRect(rect, sequentialColor(std::clamp(place, 0.0, 1.0)));
    }
    const bool chosen = std::size_t(layer) < m_chosen.size() && m_chosen[std::size_t(layer)] == level;
    if (chosen) { // two lines, so that one of them stands out on any colour
        painter.setPen(QPen(colors.base, 1));
        painter.drawRect(rect.adjusted(2, 2, -3, -3));
        painter.setPen(QPen(colors.text, 2));
        painter.drawRect(rect.adjusted(1, 1, -1, -1));
    }
    if (layer == m_layer && level == m_level && hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRect(rect.adjusted(0, 0, 0, 0));
    }
}

void HeatMap::setCurrent(int layer, int level)
{
    if (layers() == 0 || levels() == 0) {
        return;
    }
    m_layer = std::clamp(layer, 0, layers() - 1);
    m_level = std::clamp(level, 0, levels() - 1);
    setAccessibleDescription(cellDescription(*m_record, m_layer, m_level));
    const QRect rect = cellRect(m_layer, m_level);
    if (rect.top() < m_header) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (m_header - rect.top()));
    } else if (rect.bottom() > viewport()->height()) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() + rect.bottom() - viewport()->height() + kGap);
    }
    if (rect.left() < m_names) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (m_names - rect.left()));
    } else if (rect.right() > viewport()->width()) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + rect.right() - viewport()->width() + kGap);
    }
    viewport()->update();
    Q_EMIT currentChanged(m_layer, m_level);
}

bool HeatMap::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        int layer = 0;
        int level = 0;
        if (cellAt(help->pos(), layer, level)) {
            QToolTip::showText(help->globalPos(), cellDescription(*m_record, layer, level), viewport());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void HeatMap::mousePressEvent(QMouseEvent* event)
{
    int layer = 0;
    int level = 0;
    if (cellAt(event->pos(), layer, level)) {
        setCurrent(layer, level);
    }
}

void HeatMap::mouseDoubleClickEvent(QMouseEvent* event)
{
    int layer = 0;
    int level = 0;
    if (cellAt(event->pos(), layer, level)) {
        Q_EMIT layerActivated(layer);
    }
}

void HeatMap::keyPressEvent(QKeyEvent* event)
{
    const int page = std::max(1, (viewport()->height() - m_header) / m_row);
    switch (event->key()) {
    case Qt::Key_Up:
        return setCurrent(m_layer - 1, m_level);
    case Qt::Key_Down:
        return setCurrent(m_layer + 1, m_level);
    case Qt::Key_Left:
        return setCurrent(m_layer, m_level - 1);
    case Qt::Key_Right:
        return setCurrent(m_layer, m_level + 1);
    case Qt::Key_PageUp:
        return setCurrent(m_layer - page, m_level);
    case Qt::Key_PageDown:
        return setCurrent(m_layer + page, m_level);
    case Qt::Key_Home:
        return setCurrent(0, m_level);
    case Qt::Key_End:
        return setCurrent(layers() - 1, m_level);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_layer >= 0 && event->modifiers() == Qt::NoModifier) {
            Q_EMIT layerActivated(m_layer);
            return;
        }
        break;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void HeatMap::focusInEvent(QFocusEvent* event)
{
    if (m_layer < 0 && event->reason() != Qt::MouseFocusReason) {
        setCurrent(0, 0);
    }
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HeatMap::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void HeatMap::resizeEvent(QResizeEvent*)
{
    layOut();
}

void HeatMap::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        layOut();
    }
    QAbstractScrollArea::changeEvent(event);
}

} // namespace espalier::ui
