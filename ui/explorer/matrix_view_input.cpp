// What the reader does with the matrix, and what stands under the pointer.
#include "ui/explorer/matrix_view.h"

#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include "ui/models/format.h"

namespace espalier::ui {

namespace {
constexpr double kWheelStep = 1.25; ///< zoom for one notch
constexpr double kKeyStep = 1.5;
constexpr double kKeyPan = 0.2; ///< of the view
} // namespace

std::optional<MatrixCell> MatrixView::cellAt(std::int64_t row, std::int64_t column, int level) const
{
    const std::int64_t cellRow = row >> level;
    const std::int64_t cellColumn = column >> level;
    const TileKey key{level, int(cellRow / kTileCells), int(cellColumn / kTileCells)};
    const MatrixTilePtr tile = m_tiles->exact(key);
    const int within = int(cellRow % kTileCells);
    if (!tile || within >= tile->done) {
        return std::nullopt;
    }
    return tile->at(within, int(cellColumn % kTileCells));
}

QString MatrixView::describe(const QPointF& place) const
{
    if (!m_tiles) {
        return {};
    }
    const QPointF weight = m_origin + place / m_scale;
    const MatrixForm& form = m_tiles->form();
    if (weight.x() < 0 || weight.y() < 0 || weight.x() >= double(form.columns) || weight.y() >= double(form.rows)) {
        return {};
    }
    const auto row = std::int64_t(weight.y());
    const auto column = std::int64_t(weight.x());
    return level() == 0 ? describeWeight(row, column) : describeCell(row, column, level());
}

QString MatrixView::describeWeight(std::int64_t row, std::int64_t column) const
{
    const auto cell = cellAt(row, column, 0);
    if (!cell) {
        return tr("Row %1, column %2: being read").arg(QString::number(row), QString::number(column));
    }
    const MatrixForm& form = m_tiles->form();
    const QString pattern = QStringLiteral("%1:%2").arg(form.pattern.kept).arg(form.pattern.group);
    const QString value = cell->zeros > 0.0F ? QStringLiteral("0") : format::significant(double(cell->mean));
    const QString text = cell->conforming >= 1.0F ? tr("Row %1, column %2: %3. Group %4 keeps to %5.")
                                                  : tr("Row %1, column %2: %3. Group %4 does not keep to %5.");
    return text.arg(QString::number(row), QString::number(column), value, QString::number(column / form.pattern.group),
                    pattern);
}

QString MatrixView::describeCell(std::int64_t row, std::int64_t column, int level) const
{
    const MatrixForm& form = m_tiles->form();
    const std::int64_t side = std::int64_t(1) << level;
    const auto range = [side](std::int64_t weight, std::int64_t end) {
        const std::int64_t first = weight / side * side;
        return QStringLiteral("%1–%2").arg(first).arg(std::min(end, first + side) - 1);
    };
    const QString rows = range(row, form.rows);
    const QString columns = range(column, form.columns);
    const auto cell = cellAt(row, column, level);
    if (!cell) {
        return tr("Rows %1, columns %2: being read").arg(rows, columns);
    }
    return tr("Rows %1, columns %2: mean %3, largest %4, zeros %5, %6 in %7 of the groups")
        .arg(rows, columns, format::significant(double(cell->mean)), format::significant(double(cell->maximum)),
             format::percent(double(cell->zeros)),
             QStringLiteral("%1:%2").arg(form.pattern.kept).arg(form.pattern.group),
             format::percent(double(cell->conforming)));
}

QList<QStringList> MatrixView::visibleTable() const
{
    QList<QStringList> table = {{QStringLiteral("first row"), QStringLiteral("first column"), QStringLiteral("side"),
                                 QStringLiteral("mean"), QStringLiteral("largest absolute"),
                                 QStringLiteral("zero share"), QStringLiteral("conforming share")}};
    if (!m_tiles) {
        return table;
    }
    const QRectF shown = visibleWeights();
    const int at = level();
    const std::int64_t side = std::int64_t(1) << at;
    for (auto row = std::int64_t(shown.top()) / side * side; double(row) < shown.bottom(); row += side) {
        for (auto column = std::int64_t(shown.left()) / side * side; double(column) < shown.right(); column += side) {
            if (const auto cell = cellAt(row, column, at)) {
                table << QStringList{QString::number(row),
                                     QString::number(column),
                                     QString::number(side),
                                     QString::number(double(cell->mean)),
                                     QString::number(double(cell->maximum)),
                                     QString::number(double(cell->zeros)),
                                     QString::number(double(cell->conforming))};
            }
        }
    }
    return table;
}

void MatrixView::point(const QPointF& place)
{
    m_pointer = place;
    const QString text = describe(place);
    setAccessibleDescription(text);
    Q_EMIT pointedAt(text);
}

void MatrixView::pan(double columns, double rows)
{
    if (m_tiles) {
        m_pointer.reset();
        moveTo(m_origin + QPointF(columns * width(), rows * height()) / m_scale);
        point(QPointF(width(), height()) / 2.0); // without a mouse the middle is where one looks
    }
}

void MatrixView::panFromMinimap(const QPointF& place)
{
    const QRect map = minimap();
    const MatrixForm& form = m_tiles->form();
    centreOn((place.x() - map.left()) / map.width() * double(form.columns),
             (place.y() - map.top()) / map.height() * double(form.rows));
}

void MatrixView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_tiles) {
        m_pointer.reset();
        if (m_fits) {
            zoomToFit();
        } else {
            moveTo(m_origin);
        }
    }
}

void MatrixView::wheelEvent(QWheelEvent* event)
{
    if (!m_tiles || event->angleDelta().y() == 0) {
        QWidget::wheelEvent(event);
        return;
    }
    zoom(std::pow(kWheelStep, event->angleDelta().y() / 120.0), event->position());
    point(event->position());
    event->accept();
}

void MatrixView::mousePressEvent(QMouseEvent* event)
{
    if (!m_tiles || event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_onMinimap = minimap().contains(event->position().toPoint());
    if (m_onMinimap) {
        panFromMinimap(event->position());
    }
    m_dragged = event->position();
}

void MatrixView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_tiles) {
        return;
    }
    if (m_dragged && m_onMinimap) {
        panFromMinimap(event->position());
    } else if (m_dragged && event->position() != *m_dragged) {
        setCursor(Qt::ClosedHandCursor);
        m_fits = m_fits && m_scale <= fitScale();
        const QPointF moved = event->position() - *m_dragged;
        m_dragged = event->position();
        moveTo(m_origin - moved / m_scale);
    }
    point(event->position());
}

void MatrixView::mouseReleaseEvent(QMouseEvent* event)
{
    QWidget::mouseReleaseEvent(event);
    m_dragged.reset();
    unsetCursor();
}

void MatrixView::mouseDoubleClickEvent(QMouseEvent* event)
{
    zoom(kKeyStep * kKeyStep, event->position());
}

void MatrixView::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_pointer.reset();
    Q_EMIT pointedAt({});
}

void MatrixView::keyPressEvent(QKeyEvent* event)
{
    const QPointF middle = QPointF(width(), height()) / 2.0;
    switch (event->key()) {
    case Qt::Key_Left:
        pan(-kKeyPan, 0.0);
        return;
    case Qt::Key_Right:
        pan(kKeyPan, 0.0);
        return;
    case Qt::Key_Up:
        pan(0.0, -kKeyPan);
        return;
    case Qt::Key_Down:
        pan(0.0, kKeyPan);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift on many keyboards
        zoom(kKeyStep, middle);
        point(middle);
        return;
    case Qt::Key_Minus:
        zoom(1.0 / kKeyStep, middle);
        point(middle);
        return;
    case Qt::Key_Home:
        zoomToFit();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void MatrixView::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void MatrixView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace espalier::ui
