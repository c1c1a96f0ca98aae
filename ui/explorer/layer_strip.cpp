#include "ui/explorer/layer_strip.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/models/format.h"

namespace espalier::ui {

namespace {
constexpr double kWidestCell = 32.0;
constexpr double kNarrowestCell = 3.0;
constexpr double kGapFrom = 8.0; ///< cells at least this wide keep a gap
} // namespace

LayerStrip::LayerStrip(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Layers"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(24);
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void LayerStrip::setTree(const std::shared_ptr<ModuleTree>& tree)
{
    m_tree = tree;
    m_current = -1;
    update();
}

void LayerStrip::setMeasure(Measure measure)
{
    m_measure = measure;
    update();
}

void LayerStrip::setCurrentLayer(int layer)
{
    m_current = layer;
    setAccessibleDescription(description(layer));
    update();
}

int LayerStrip::layers() const
{
    return m_tree ? int(m_tree->layerRows().size()) : 0;
}

QRectF LayerStrip::cell(int layer) const
{
    const double wide = std::clamp((width() - 4.0) / std::max(1, layers()), 0.0, kWidestCell);
    return {2.0 + wide * layer, 2.0, wide, height() - 4.0};
}

int LayerStrip::layerAt(const QPoint& position) const
{
    const double wide = cell(0).width();
    const int layer = wide > 0 ? int((position.x() - 2.0) / wide) : -1;
    return position.x() >= 2 && layer < layers() ? layer : -1;
}

std::optional<double> LayerStrip::figure(int layer) const
{
    const int treeRow = m_tree->layerRows()[std::size_t(layer)];
    const ModuleRow& row = m_tree->rows()[std::size_t(treeRow)];
    switch (m_measure) {
    case Measure::Sparsity:
        return row.counted > 0 ? std::optional(double(row.zeros) / double(row.counted)) : std::nullopt;
    case Measure::Size:
        return double(row.bytes);
    case Measure::Range:
        return row.minimum <= row.maximum
                   ? std::optional(double(std::max(std::abs(row.minimum), std::abs(row.maximum))))
                   : std::nullopt;
    case Measure::Error:
        return m_tree->error(treeRow);
    }
    return std::nullopt;
}

double LayerStrip::largest() const
{
    double largest = 0.0;
    for (int layer = 0; layer < layers(); ++layer) {
        largest = std::max(largest, figure(layer).value_or(0.0));
    }
    return m_measure == Measure::Sparsity ? 1.0 : largest;
}

std::optional<double> LayerStrip::value(int layer, double largest) const
{
    const auto own = figure(layer);
    return own && largest > 0.0 ? std::optional(*own / largest) : own;
}

QString LayerStrip::description(int layer) const
{
    if (layer < 0 || layer >= layers()) {
        return {};
    }
    const int treeRow = m_tree->layerRows()[std::size_t(layer)];
    const ModuleRow& row = m_tree->rows()[std::size_t(treeRow)];
    const auto sparsity = row.counted > 0 ? std::optional(double(row.zeros) / double(row.counted)) : std::nullopt;
    const QString text = tr("Layer %1: %2 parameters, %3, sparsity %4")
                             .arg(QString::number(layer), format::parameters(row.parameters), format::bytes(row.bytes),
                                  format::percent(sparsity));
    const auto error = m_tree->error(treeRow);
    return error ? tr("%1, error %2", "figures of a layer").arg(text, format::significant(*error)) : text;
}

void LayerStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = m_theme.colors();
    const int count = layers();
    if (m_tree && count == 0) {
        painter.setPen(colors.placeholder);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, tr("none known"));
    }
    // cells narrower than 3 px show the larger of their neighbours
    const int together = count > 0 ? std::max(1, int(std::ceil(kNarrowestCell / std::max(0.01, cell(0).width())))) : 1;
    const double end = largest();
    for (int layer = 0; layer < count; layer += together) {
        std::optional<double> shown;
        for (int each = layer; each < std::min(count, layer + together); ++each) {
            if (const auto own = value(each, end)) {
                shown = std::max(shown.value_or(0.0), *own);
            }
        }
        QRectF rect = cell(layer);
        rect.setRight(cell(std::min(count, layer + together) - 1).right() - (rect.width() >= kGapFrom ? 2.0 : 0.0));
        if (shown) {
            painter.fillRect(rect, sequentialColor(*shown));
        } else {
            painter.fillRect(rect, QBrush(colors.mid, Qt::BDiagPattern)); // not computed
        }
    }
    if (m_current >= 0 && m_current < count) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRect(cell(m_current).adjusted(-1, -1, -1, 1));
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void LayerStrip::move(int layer)
{
    if (layer >= 0 && layer < layers()) {
        setCurrentLayer(layer);
    }
}

void LayerStrip::mousePressEvent(QMouseEvent* event)
{
    if (const int layer = layerAt(event->pos()); layer >= 0) {
        move(layer);
        Q_EMIT layerChosen(m_tree->layerRows()[std::size_t(layer)]);
    }
}

void LayerStrip::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        move(m_current - 1);
        return;
    case Qt::Key_Right:
        move(m_current + 1);
        return;
    case Qt::Key_Home:
        move(0);
        return;
    case Qt::Key_End:
        move(layers() - 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0 && m_current < layers()) {
            Q_EMIT layerChosen(m_tree->layerRows()[std::size_t(m_current)]);
        }
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool LayerStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = description(layerAt(help->pos()));
        if (text.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), text, this);
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace espalier::ui
