#include "ui/runs/time_charts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QSpinBox>

#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"

namespace espalier::ui {
namespace {

constexpr double kLogarithmicFrom = 4.0; ///< ratio of largest to smallest perplexity

/// Seconds while a run is short, then minutes, then hours: the axis title says which.
struct TimeUnit
{
    double seconds;
    QString title;
};

TimeUnit timeUnitFor(double seconds)
{
    if (seconds < 180.0) {
        return {1.0, QualityChart::tr("Time (s)")};
    }
    if (seconds < 3.0 * 3600.0) {
        return {60.0, QualityChart::tr("Time (min)")};
    }
    return {3600.0, QualityChart::tr("Time (h)")};
}

QString describe(const RunFigures::PerplexityRow& row, std::optional<double> dense)
{
    QString text = format::perplexity(row.perplexity, row.standardError);
    if (dense && row.kind == QLatin1String("after")) { // a probe reads other text than the dense figure
        text += QualityChart::tr(", %1 to dense").arg(format::delta(row.perplexity - *dense));
    }
    if (row.kl) {
        text += QualityChart::tr(", KL %1").arg(format::significant(row.kl));
    }
    const QString windows =
        row.windows == 1 ? QualityChart::tr("1 window") : QualityChart::tr("%n windows", nullptr, int(row.windows));
    const QString layers =
        row.layersDone == 1 ? QualityChart::tr("1 layer") : QualityChart::tr("%n layers", nullptr, row.layersDone);
    if (!row.source.isEmpty()) {
        return QualityChart::tr("%1, %2 after %3: %4").arg(text, windows, layers, row.source);
    }
    if (row.kind == QLatin1String("probe")) {
        return QualityChart::tr("%1, probe of %2 after %3").arg(text, windows, layers);
    }
    return QualityChart::tr("%1, held-out text of %2").arg(text, windows);
}

bool sameTraining(const RunFigures::LossRow& a, const RunFigures::LossRow& b)
{
    return a.stage == b.stage && a.layer == b.layer && a.part == b.part;
}

QString describe(const RunFigures::LossRow& row)
{
    QString text = QualityChart::tr("Step %1 of %2: loss %3, on average %4")
                       .arg(QString::number(row.step), QString::number(row.steps), format::significant(row.loss, 4),
                            format::significant(row.smoothed, 4));
    if (row.heldOut) {
        text += QualityChart::tr(", held-out %1").arg(format::significant(row.heldOut, 4));
    }
    if (row.layer >= 0) {
        return QualityChart::tr("Layer %1 %2. %3").arg(QString::number(row.layer), row.part, text);
    }
    return text;
}

} // namespace

void TimeChart::setRun(const RunFigures* run)
{
    m_run = run;
    resetZoom();
}

void TimeChart::chooseUnit()
{
    const TimeUnit unit = timeUnitFor(m_run->elapsedSeconds());
    m_secondsPerUnit = unit.seconds;
    setXAxisTitle(unit.title);
}

void TimeChart::drawTick(double at, const Colors& colors)
{
    auto* tick = new QCPItemLine(&plot());
    for (QCPItemPosition* end : {tick->start, tick->end}) {
        end->setTypeX(QCPItemPosition::ptPlotCoords);
        end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    tick->start->setCoords(onAxis(at), 1.0);
    tick->end->setCoords(onAxis(at), 0.97);
    tick->setPen(QPen(colors.mid, 1));
    addItem(tick);
}

void TimeChart::drawPause(const RunFigures::PauseRow& pause, const Colors& colors)
{
    auto* slashes = new QCPItemText(&plot());
    slashes->position->setTypeX(QCPItemPosition::ptPlotCoords);
    slashes->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    slashes->position->setCoords(onAxis(pause.at), 1.0);
    slashes->setPositionAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
    slashes->setText(QStringLiteral("//"));
    slashes->setFont(Theme::font(TextStyle::Body));
    slashes->setColor(colors.text);
    slashes->setBrush(colors.base);
    slashes->setClipToAxisRect(false);
    addItem(slashes);
}

void TimeChart::drawTimes(const Colors& colors)
{
    if (m_run->stages().size() > 1) {
        for (const RunFigures::StageRow& stage : m_run->stages()) {
            drawMarker(onAxis(stage.begin), stage.name, colors);
        }
    }
    for (const RunFigures::LayerRow& layer : m_run->layers()) {
        drawTick(layer.at, colors);
    }
    for (const RunFigures::PauseRow& pause : m_run->pauses()) {
        drawPause(pause, colors);
    }
}

QualityChart::QualityChart(const Theme& theme, QWidget* parent)
    : TimeChart(theme, tr("Quality"), tr("Time (s)"), tr("Perplexity"), parent), m_halfLife(new QSpinBox)
{
    setChoices({tr("Perplexity"), tr("KL to the dense model"), tr("Training loss")});
    m_halfLife->setRange(0, 200);
    m_halfLife->setValue(20);
    m_halfLife->setSuffix(tr(" steps"));
    m_halfLife->setSpecialValueText(tr("not smoothed"));
    m_halfLife->setFont(Theme::font(TextStyle::Caption));
    m_halfLife->setAccessibleName(tr("Half-life of the moving average"));
    m_halfLife->setToolTip(tr("Half-life of the moving average: after so many steps a loss counts half. The losses "
                              "themselves stay visible."));
    m_halfLife->hide();
    addControl(m_halfLife);
    connect(m_halfLife, &QSpinBox::valueChanged, this, &QualityChart::halfLifeChosen);
}

int QualityChart::halfLife() const
{
    return m_halfLife->value();
}

void QualityChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    if (m_run != nullptr && !m_run->losses().empty() && m_run->currentStage() == m_run->losses().back().stage) {
        const bool trains = !m_run->stages().empty() && !m_run->stages().back().seconds;
        proposeChoice(trains ? Loss : Perplexity); // what is in work; a finished run shows its perplexities
    }
    m_halfLife->setVisible(choice() == Loss);
    if (choice() == Loss) {
        drawLosses(colors);
    } else {
        drawFigures(colors);
    }
}

void QualityChart::drawFigures(const Colors& colors)
{
    const bool divergence = choice() == Divergence;
    setAxisTitle(divergence ? tr("KL to the dense model (nats a token)") : tr("Perplexity"));
    std::vector<std::pair<const RunFigures::PerplexityRow*, double>> rows;
    for (std::size_t i = 0; m_run != nullptr && i < m_run->perplexities().size(); ++i) {
        const RunFigures::PerplexityRow& row = m_run->perplexities()[i];
        const std::optional<double> value = divergence ? row.kl : std::optional(row.perplexity);
        if (value && std::isfinite(*value)) {
            rows.emplace_back(&row, *value);
        }
    }
    if (rows.empty()) {
        setMessage(divergence ? tr("The divergence from the dense model appears here between layers.")
                              : tr("Perplexity appears here between layers. It needs a run with text to measure on."));
        return;
    }
    double low = rows.front().second;
    double high = low;
    for (const auto& [row, value] : rows) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const bool logarithmic = !divergence && high / low > kLogarithmicFrom;
    setLogarithmicY(logarithmic);
    chooseUnit();
    const double end = onAxis(std::max(m_run->elapsedSeconds(), 1.0));

    QCPGraph* probes = plot().addGraph();
    probes->setName(tr("probe"));
    probes->setPen(QPen(colors.series[0], 2));
    probes->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colors.series[0], 6));
    QCPGraph* heldOut = plot().addGraph();
    heldOut->setName(tr("held-out"));
    heldOut->setLineStyle(QCPGraph::lsNone);
    heldOut->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(colors.series[2], 1.5), QBrush(colors.series[2]), 9));
    const auto dense = m_run->perplexity(QStringLiteral("before"));
    QList<ChartPoint> points;
    for (const auto& [row, value] : rows) {
        (row->kind == QLatin1String("probe") ? probes : heldOut)->addData(onAxis(row->at), value);
        points.push_back({onAxis(row->at),
                          value,
                          describe(*row, dense ? std::optional(dense->perplexity) : std::nullopt),
                          {},
                          0,
                          row->kind == QLatin1String("probe") ? row->layersDone - 1 : -1,
                          row->at});
    }
    if (dense && !divergence) {
        drawDenseLine(colors, dense->perplexity, end);
    }
    for (QCPGraph* graph : {probes, heldOut}) {
        if (graph->data()->isEmpty()) {
            graph->removeFromLegend();
        }
    }
    plot().legend->setVisible(plot().legend->itemCount() > 1);
    const double margin = std::max((high - low) * 0.12, high * 0.02);
    const double bottom = divergence ? 0.0 : low - margin;
    setNaturalRanges(0.0, end * 1.04, logarithmic ? low / 1.2 : bottom, logarithmic ? high * 1.2 : high + margin);
    setPoints(std::move(points));
    drawTimes(colors);
}

std::vector<const RunFigures::LossRow*> QualityChart::losses() const
{
    std::vector<const RunFigures::LossRow*> whole;
    std::vector<const RunFigures::LossRow*> single;
    for (std::size_t i = 0; m_run != nullptr && i < m_run->losses().size(); ++i) {
        const RunFigures::LossRow& row = m_run->losses()[i];
        (row.layer < 0 ? whole : single).push_back(&row);
    }
    return whole.empty() ? single : whole;
}

void QualityChart::drawLosses(const Colors& colors)
{
    const std::vector<const RunFigures::LossRow*> rows = losses();
    if (rows.empty()) {
        setAxisTitle(tr("Training loss (nats a token)"));
        setMessage(tr("The loss appears here while a stage trains."));
        return;
    }
    const bool layerwise = rows.front()->layer >= 0;
    setAxisTitle(layerwise ? tr("Error of the layer in training") : tr("Training loss (nats a token)"));
    chooseUnit();
    QCPGraph* raw = plot().addGraph();
    raw->setName(tr("each step"));
    QColor faint = colors.series[0];
    faint.setAlphaF(0.35F);
    raw->setPen(QPen(faint, 1));
    QCPGraph* smoothed = plot().addGraph();
    smoothed->setName(tr("moving average"));
    smoothed->setPen(QPen(colors.series[0], 2));
    QCPGraph* heldOut = plot().addGraph();
    heldOut->setName(tr("held-out"));
    heldOut->setPen(QPen(colors.series[2], 1.5));
    heldOut->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(colors.series[2], 1.5), QBrush(colors.series[2]), 8));
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    QList<ChartPoint> points;
    const RunFigures::LossRow* previous = nullptr;
    for (const RunFigures::LossRow* row : rows) {
        const double at = onAxis(row->at);
        if (previous != nullptr && !sameTraining(*previous, *row)) {
            for (QCPGraph* graph : {raw, smoothed, heldOut}) {
                graph->addData(at, std::numeric_limits<double>::quiet_NaN()); // no line from one to the next
            }
        }
        previous = row;
        raw->addData(at, row->loss);
        smoothed->addData(at, row->smoothed);
        include(row->smoothed);
        include(row->loss);
        points.push_back({at, row->smoothed, describe(*row), {}, 0, row->layer, row->at});
        if (row->heldOut) {
            heldOut->addData(at, *row->heldOut);
            include(*row->heldOut);
        }
    }
    if (heldOut->data()->isEmpty()) {
        heldOut->removeFromLegend();
    }
    if (low > high) { // nothing but figures that are not finite
        low = high = 0.0;
    }
    const bool logarithmic = layerwise && low > 0.0;
    setLogarithmicY(logarithmic);
    const double margin = std::max((high - low) * 0.12, high * 0.02);
    const double first = onAxis(rows.front()->at);
    const double last = onAxis(rows.back()->at);
    setNaturalRanges(first, last + (last - first) * 0.04, logarithmic ? low / 1.5 : low - margin,
                     logarithmic ? high * 1.5 : high + margin);
    plot().legend->setVisible(true);
    setPoints(std::move(points));
    drawTimes(colors);
}

void QualityChart::drawDenseLine(const Colors& colors, double dense, double end)
{
    QCPGraph* line = plot().addGraph();
    line->setName(tr("dense, held-out %1").arg(format::perplexity(dense)));
    line->setPen(QPen(colors.dense, 1.5, Qt::DashLine));
    line->setData({0.0, end * 1.04}, {dense, dense}, true);
}

QList<QStringList> QualityChart::table() const
{
    const auto number = [](std::optional<double> value) { return value ? QString::number(*value, 'g', 9) : QString(); };
    if (choice() == Loss) {
        QList<QStringList> rows = {{QStringLiteral("seconds"), QStringLiteral("stage"), QStringLiteral("layer"),
                                    QStringLiteral("part"), QStringLiteral("step"), QStringLiteral("loss"),
                                    QStringLiteral("moving_average"), QStringLiteral("held_out"),
                                    QStringLiteral("learning_rate")}};
        for (std::size_t i = 0; m_run != nullptr && i < m_run->losses().size(); ++i) {
            const RunFigures::LossRow& row = m_run->losses()[i];
            rows << QStringList{
                QString::number(row.at),   row.stage,        QString::number(row.layer), row.part,
                QString::number(row.step), number(row.loss), number(row.smoothed),       number(row.heldOut),
                number(row.learningRate)};
        }
        return rows;
    }
    QList<QStringList> rows = {{QStringLiteral("seconds"), QStringLiteral("kind"), QStringLiteral("stage"),
                                QStringLiteral("layers_done"), QStringLiteral("perplexity"),
                                QStringLiteral("standard_error"), QStringLiteral("kl"), QStringLiteral("windows"),
                                QStringLiteral("source")}};
    for (std::size_t i = 0; m_run != nullptr && i < m_run->perplexities().size(); ++i) {
        const RunFigures::PerplexityRow& row = m_run->perplexities()[i];
        rows << QStringList{QString::number(row.at),
                            row.kind,
                            row.stage,
                            QString::number(row.layersDone),
                            number(row.perplexity),
                            QString::number(row.standardError, 'g', 6),
                            number(row.kl),
                            QString::number(row.windows),
                            row.source.isEmpty() ? QStringLiteral("evaluation") : row.source};
    }
    return rows;
}

MemoryChart::MemoryChart(const Theme& theme, QWidget* parent)
    : TimeChart(theme, tr("Memory"), tr("Time (s)"), tr("Worker memory (MiB)"), parent)
{
}

void MemoryChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    if (m_run == nullptr || m_run->memory().empty()) {
        setMessage(tr("The worker's memory appears here."));
        return;
    }
    chooseUnit();
    std::uint64_t highest = std::max<std::uint64_t>(m_budget, 1);
    for (const auto& row : m_run->memory()) {
        highest = std::max(highest, row.residentBytes);
    }
    const bool large = highest > (std::uint64_t(2) << 30);
    const double bytesPerUnit = large ? double(1 << 30) : double(1 << 20);
    plot().yAxis->setLabel(large ? tr("Worker memory (GiB)") : tr("Worker memory (MiB)"));
    QCPGraph* graph = plot().addGraph();
    graph->setPen(QPen(colors.series[5], 1.5));
    QColor area = colors.series[5];
    area.setAlphaF(0.25F);
    graph->setBrush(area);
    QList<ChartPoint> points;
    for (const auto& row : m_run->memory()) {
        const double y = double(row.residentBytes) / bytesPerUnit;
        graph->addData(onAxis(row.at), y);
        points.push_back({onAxis(row.at), y, format::bytes(row.residentBytes), {}, 0, -1, row.at});
    }
    const double end = onAxis(std::max(m_run->elapsedSeconds(), 1.0)) * 1.04;
    if (m_budget > 0) {
        graph->setName(tr("worker"));
        QCPGraph* budget = plot().addGraph();
        budget->setName(tr("budget %1").arg(format::bytes(m_budget)));
        budget->setPen(QPen(colors.warning, 1.5, Qt::DashLine));
        budget->setData({0.0, end}, QVector<double>(2, double(m_budget) / bytesPerUnit), true);
        plot().legend->setVisible(true);
    }
    setNaturalRanges(0.0, end, 0.0, double(highest) / bytesPerUnit * 1.15);
    setPoints(std::move(points));
    drawTimes(colors);
}

QList<QStringList> MemoryChart::table() const
{
    QList<QStringList> rows = {{QStringLiteral("seconds"), QStringLiteral("resident_bytes")}};
    if (m_run != nullptr) {
        for (const auto& row : m_run->memory()) {
            rows << QStringList{QString::number(row.at), QString::number(row.residentBytes)};
        }
    }
    return rows;
}

} // namespace espalier::ui
