#include "ui/widgets/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDialog>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QSvgGenerator>
#include <QTableWidget>
#include <QToolTip>
#include <QVBoxLayout>

#include "ui/models/csv.h"
#include "ui/widgets/custom_plot.h"

namespace espalier::ui {
namespace {

constexpr double kHoverPixels = 14.0;
constexpr QSize kExportSize(960, 540);

void styleAxis(QCPAxis& axis, const Colors& colors, bool line)
{
    const QFont caption = Theme::font(TextStyle::Caption);
    QColor grid = colors.mid;
    grid.setAlphaF(0.25F);
    axis.setBasePen(line ? QPen(colors.mid) : QPen(Qt::NoPen));
    axis.setTickPen(line ? QPen(colors.mid) : QPen(Qt::NoPen));
    axis.setSubTickPen(Qt::NoPen);
    axis.setTickLabelColor(colors.text);
    axis.setLabelColor(colors.placeholder);
    axis.setTickLabelFont(caption);
    axis.setLabelFont(caption);
    axis.grid()->setPen(QPen(grid));
    axis.grid()->setZeroLinePen(Qt::NoPen);
    axis.ticker()->setTickCount(5);
}

} // namespace

Chart::Chart(const Theme& theme, const QString& title, const QString& xTitle, const QString& yTitle, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_title(title), m_plot(new QCustomPlot)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    layout->addWidget(m_plot);
    QSizePolicy policy = m_plot->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // the choices stay above the message of an empty chart
    m_plot->setSizePolicy(policy);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 140);
    setAccessibleName(title);
    m_plot->xAxis->setLabel(xTitle);
    m_plot->yAxis->setLabel(yTitle);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->axisRect()->setRangeZoom(Qt::Horizontal);
    m_plot->axisRect()->setRangeDrag(Qt::Horizontal | Qt::Vertical);
    m_crosshair = new QCPItemStraightLine(m_plot);
    m_crosshair->setVisible(false);
    placeLegend();
    connectPlot();
}

void Chart::setChoices(const QStringList& names)
{
    m_choices = new QComboBox;
    m_choices->addItems(names);
    m_choices->setFont(Theme::font(TextStyle::Caption));
    m_choices->setAccessibleName(tr("What %1 shows").arg(m_title));
    m_choices->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    controls()->insertWidget(0, m_choices);
    connect(m_choices, &QComboBox::currentIndexChanged, this, &Chart::resetZoom);
    connect(m_choices, &QComboBox::activated, this, [this] { m_chosen = true; });
}

QHBoxLayout* Chart::controls()
{
    if (m_controls == nullptr) {
        m_controls = new QHBoxLayout;
        m_controls->setContentsMargins(8, 4, 8, 0);
        m_controls->setSpacing(8);
        m_controls->addStretch(1);
        static_cast<QVBoxLayout*>(layout())->insertLayout(0, m_controls);
    }
    return m_controls;
}

void Chart::addControl(QWidget* control)
{
    controls()->insertWidget(controls()->count() - 1, control);
}

int Chart::choice() const
{
    return m_choices == nullptr ? 0 : m_choices->currentIndex();
}

QString Chart::choiceName() const
{
    return m_choices == nullptr ? m_title : m_choices->currentText();
}

void Chart::choose(int index)
{
    m_chosen = true;
    m_choices->setCurrentIndex(index);
}

void Chart::proposeChoice(int index)
{
    if (m_choices != nullptr && !m_chosen) {
        m_choices->setCurrentIndex(index);
    }
}

void Chart::setAxisTitle(const QString& text)
{
    m_plot->yAxis->setLabel(text);
}

void Chart::setXAxisTitle(const QString& text)
{
    m_plot->xAxis->setLabel(text);
}

void Chart::drawMarker(double x, const QString& name, const Colors& colors)
{
    auto* line = new QCPItemStraightLine(m_plot);
    line->point1->setCoords(x, 1.0);
    line->point2->setCoords(x, 2.0);
    line->setPen(QPen(colors.mid, 1));
    auto* label = new QCPItemText(m_plot);
    label->position->setTypeX(QCPItemPosition::ptPlotCoords);
    label->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    label->position->setCoords(x, 0.0);
    label->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setPadding(QMargins(4, 1, 0, 0));
    label->setText(name);
    label->setFont(Theme::font(TextStyle::Caption));
    label->setColor(colors.placeholder);
    m_markers << line << label;
}

/// Above the axes, in one line: within them it would cover points.
void Chart::placeLegend()
{
    m_plot->axisRect()->insetLayout()->take(m_plot->legend);
    m_plot->plotLayout()->insertRow(0);
    m_plot->plotLayout()->addElement(0, 0, m_plot->legend);
    m_plot->plotLayout()->setRowStretchFactor(0, 0.001);
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->legend->setFillOrder(QCPLegend::foColumnsFirst);
    m_plot->legend->setMargins(QMargins(48, 4, 8, 0));
}

void Chart::connectPlot()
{
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    connect(&m_theme, &Theme::changed, this, &Chart::refresh);
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { m_zoomed = true; });
    connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
        setFocus(Qt::MouseFocusReason);
        select(nearest(event->position()));
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this](QMouseEvent* event) {
        if (const int index = nearest(event->position()); index >= 0) {
            activate(index);
        }
    });
}

void Chart::refresh()
{
    redraw(m_theme.colors());
    if (!m_zoomed) {
        m_plot->xAxis->setRange(m_natural[0], m_natural[1]);
        m_plot->yAxis->setRange(m_natural[2], m_natural[3]);
    }
    if (m_selected >= m_points.size()) {
        m_selected = -1;
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    update();
}

void Chart::redraw(const Colors& colors)
{
    applyColors(colors);
    m_plot->clearGraphs();
    for (QCPAbstractItem* marker : std::exchange(m_markers, {})) {
        m_plot->removeItem(marker);
    }
    m_points.clear();
    setMessage({});
    draw(colors);
}

void Chart::setNaturalRanges(double xLow, double xHigh, double yLow, double yHigh)
{
    m_natural[0] = xLow;
    m_natural[1] = xHigh > xLow ? xHigh : xLow + 1.0;
    m_natural[2] = yLow;
    m_natural[3] = yHigh > yLow ? yHigh : yLow + 1.0;
}

void Chart::setLogarithmicY(bool on)
{
    QCPAxis& axis = *m_plot->yAxis;
    if ((axis.scaleType() == QCPAxis::stLogarithmic) == on) {
        return;
    }
    axis.setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis.setTicker(on ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                      : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    axis.setNumberFormat(QStringLiteral("g"));
    axis.setNumberPrecision(4);
}

void Chart::setMessage(const QString& text)
{
    m_message = text;
    m_plot->setVisible(text.isEmpty());
}

void Chart::applyColors(const Colors& colors)
{
    m_plot->setBackground(QBrush(colors.base));
    styleAxis(*m_plot->xAxis, colors, true);
    styleAxis(*m_plot->yAxis, colors, false);
    m_plot->xAxis->grid()->setVisible(false);
    m_crosshair->setPen(QPen(colors.mid, 1, Qt::DashLine));
    m_plot->legend->setFont(Theme::font(TextStyle::Caption));
    m_plot->legend->setTextColor(colors.text);
    m_plot->legend->setBrush(Qt::NoBrush);
    m_plot->legend->setBorderPen(Qt::NoPen);
    m_plot->legend->setIconSize(14, 8);
    m_plot->legend->setRowSpacing(0);
}

void Chart::setCrosshair(double x)
{
    const bool visible = std::isfinite(x);
    if (visible) {
        m_crosshair->point1->setCoords(x, 1.0);
        m_crosshair->point2->setCoords(x, 2.0);
    }
    if (visible || m_crosshair->visible()) {
        m_crosshair->setVisible(visible);
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

void Chart::resetZoom()
{
    m_zoomed = false;
    refresh();
}

int Chart::nearest(const QPointF& position) const
{
    int best = -1;
    double bestDistance = kHoverPixels * kHoverPixels;
    for (int i = 0; i < m_points.size(); ++i) {
        const double dx = m_plot->xAxis->coordToPixel(m_points[i].x) - position.x();
        const double dy = m_plot->yAxis->coordToPixel(m_points[i].y) - position.y();
        if (const double distance = dx * dx + dy * dy; distance < bestDistance) {
            bestDistance = distance;
            best = i;
        }
    }
    return best;
}

void Chart::pointerMoved(const QPointF& position)
{
    const bool inside = m_plot->axisRect()->rect().contains(position.toPoint());
    Q_EMIT crosshairMoved(inside ? m_plot->xAxis->pixelToCoord(position.x())
                                 : std::numeric_limits<double>::quiet_NaN());
    if (const int index = nearest(position); index >= 0) {
        QToolTip::showText(m_plot->mapToGlobal(position.toPoint()), m_points[index].description, m_plot);
    } else {
        QToolTip::hideText();
    }
}

void Chart::select(int index)
{
    m_selected = index;
    if (index < 0) {
        return;
    }
    setAccessibleDescription(m_points[index].description);
    if (!m_points[index].module.isEmpty()) {
        Q_EMIT moduleSelected(m_points[index].module);
    }
}

void Chart::activate(int index)
{
    const ChartPoint point = m_points[index]; // who hears of it may draw anew
    if (!point.module.isEmpty()) {
        Q_EMIT moduleActivated(point.module);
    }
    if (point.run > 0) {
        Q_EMIT runActivated(point.run);
    }
}

void Chart::stepSelection(int step)
{
    const int last = static_cast<int>(m_points.size()) - 1;
    const int from = m_selected < 0 ? (step > 0 ? -1 : last + 1) : m_selected;
    select(std::clamp(from + step, 0, last));
    const ChartPoint& point = m_points[m_selected];
    const QPoint where(int(m_plot->xAxis->coordToPixel(point.x)), int(m_plot->yAxis->coordToPixel(point.y)));
    Q_EMIT crosshairMoved(point.x);
    QToolTip::showText(m_plot->mapToGlobal(where), point.description, m_plot);
}

bool Chart::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_plot) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::MouseMove) {
        const auto* move = static_cast<QMouseEvent*>(event);
        m_zoomed = m_zoomed || move->buttons().testFlag(Qt::LeftButton);
        pointerMoved(move->position());
    } else if (event->type() == QEvent::Leave) {
        Q_EMIT crosshairMoved(std::numeric_limits<double>::quiet_NaN());
    } else if (event->type() == QEvent::Wheel) {
        const bool shift = static_cast<QWheelEvent*>(event)->modifiers().testFlag(Qt::ShiftModifier);
        m_plot->axisRect()->setRangeZoom(shift ? Qt::Vertical : Qt::Horizontal);
    }
    return QWidget::eventFilter(watched, event);
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Home) {
        resetZoom();
    } else if ((event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) && !m_points.isEmpty()) {
        stepSelection(event->key() == Qt::Key_Right ? 1 : -1);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_selected >= 0) {
        activate(m_selected);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void Chart::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    const QPointF position = m_plot->mapFrom(this, event->pos());
    const int index = event->reason() == QContextMenuEvent::Keyboard ? m_selected : nearest(position);
    const ChartPoint point = index < 0 ? ChartPoint() : m_points[index];
    if (!point.description.isEmpty()) {
        menu.addAction(tr("Copy value"), this,
                       [text = point.description] { QApplication::clipboard()->setText(text); });
    }
    Q_EMIT menuRequested(&menu, point);
    menu.addSeparator();
    menu.addAction(tr("Save chart..."), this, &Chart::saveAs);
    menu.addAction(tr("Show as table"), this, &Chart::showTable);
    menu.addAction(tr("Reset zoom"), this, &Chart::resetZoom)->setShortcut(Qt::Key_Home);
    menu.exec(event->globalPos());
}

void Chart::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void Chart::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void Chart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    refresh(); // how much detail a column can show depends on its width
}

void Chart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& colors = m_theme.colors();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.base);
    painter.drawRoundedRect(rect(), 4, 4);
    if (!m_message.isEmpty()) {
        painter.setPen(colors.placeholder);
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_message);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void Chart::saveAs()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save chart"), m_title + QStringLiteral(".png"),
                                                      tr("Picture (*.png);;Drawing (*.svg *.pdf);;Figures (*.csv)"));
    if (!file.isEmpty() && !save(file)) {
        QToolTip::showText(mapToGlobal(rect().center()), tr("The chart could not be written to %1.").arg(file), this);
    }
}

bool Chart::save(const QString& file)
{
    if (file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        return saveCsv(file, table());
    }
    redraw(lightColors());
    QStringList titles = {m_title};
    titles << (m_choices == nullptr ? QString() : m_choices->currentText()) << m_footnote;
    titles.removeAll(QString());
    auto* title = new QCPTextElement(m_plot, titles.join(QStringLiteral(" – ")));
    title->setTextColor(lightColors().text);
    m_plot->plotLayout()->insertRow(0);
    m_plot->plotLayout()->addElement(0, 0, title);
    bool written = false;
    if (file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        written = saveSvg(file);
    } else if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) {
        written = m_plot->savePdf(file, kExportSize.width(), kExportSize.height());
    } else {
        written = m_plot->savePng(file, kExportSize.width(), kExportSize.height(), 2.0);
    }
    m_plot->plotLayout()->remove(title);
    m_plot->plotLayout()->simplify();
    refresh();
    return written;
}

QByteArray Chart::toSvg(const QSize& size)
{
    redraw(lightColors());
    QByteArray bytes;
    if (m_message.isEmpty()) {
        m_plot->xAxis->setRange(m_natural[0], m_natural[1]);
        m_plot->yAxis->setRange(m_natural[2], m_natural[3]);
        QBuffer buffer(&bytes);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        generator.setTitle(m_title);
        QCPPainter painter;
        if (painter.begin(&generator)) {
            m_plot->toPainter(&painter, size.width(), size.height());
            painter.end();
        }
    }
    refresh();
    return bytes;
}

bool Chart::saveSvg(const QString& file)
{
    QSvgGenerator generator;
    generator.setFileName(file);
    generator.setSize(kExportSize);
    generator.setViewBox(QRect(QPoint(0, 0), kExportSize));
    generator.setTitle(m_title);
    QCPPainter painter;
    if (!painter.begin(&generator)) {
        return false;
    }
    m_plot->toPainter(&painter, kExportSize.width(), kExportSize.height());
    return painter.end();
}

void Chart::showTable()
{
    const QList<QStringList> rows = table();
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(m_title);
    auto* view = new QTableWidget(int(rows.size()) - 1, int(rows.first().size()), dialog);
    view->setHorizontalHeaderLabels(rows.first());
    view->verticalHeader()->hide();
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (int r = 1; r < rows.size(); ++r) {
        for (int c = 0; c < rows[r].size(); ++c) {
            view->setItem(r - 1, c, new QTableWidgetItem(rows[r][c]));
        }
    }
    view->resizeColumnsToContents();
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(view);
    dialog->resize(640, 480);
    dialog->show();
}

} // namespace espalier::ui
