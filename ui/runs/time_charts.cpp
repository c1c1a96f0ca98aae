#include "ui/runs/time_charts.h"

#include <algorithm>

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
    const QString windows = QualityChart::tr("%n window(s)", nullptr, int(row.windows));
    if (row.kind == QLatin1String("probe")) {
        return QualityChart::tr("%1, probe of %2 after %3").arg(text, windows, QualityChart::tr("%n layer(s)", nullptr, row.layersDone));
    }
    return QualityChart::tr("%1, held-out text of %2").arg(text, windows);
}

} // namespace

QualityChart::QualityChart(const Theme& theme, QWidget* parent)
    : Chart(theme, tr("Quality"), tr("Time (s)"), tr("Perplexity"), parent)
{
}

void QualityChart::setRun(const RunFigures* run)
{
    m_run = run;
    resetZoom();
}

void QualityChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    if (m_run == nullptr || m_run->perplexities().empty()) {
        setMessage(tr("Perplexity appears here between layers. It needs a run with text to measure on."));
        return;
    }
    const auto& rows = m_run->perplexities();
    double low = rows.front().perplexity;
    double high = low;
    for (const auto& row : rows) {
        low = std::min(low, row.perplexity);
        high = std::max(high, row.perplexity);
    }
    const bool logarithmic = high / low > kLogarithmicFrom;
    setLogarithmicY(logarithmic);
    const TimeUnit unit = timeUnitFor(m_run->elapsedSeconds());
    plot().xAxis->setLabel(unit.title);
    const double end = std::max(m_run->elapsedSeconds(), 1.0) / unit.seconds;

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
    for (const auto& row : rows) {
        const double x = row.at / unit.seconds;
        (row.kind == QLatin1String("probe") ? probes : heldOut)->addData(x, row.perplexity);
        points.push_back({x, row.perplexity, describe(row, dense ? std::optional(dense->perplexity) : std::nullopt), {}});
    }
    if (dense) {
        drawDenseLine(colors, dense->perplexity, end);
    }
    for (QCPGraph* graph : {probes, heldOut}) {
        if (graph->data()->isEmpty()) {
            graph->removeFromLegend();
        }
    }
    plot().legend->setVisible(plot().legend->itemCount() > 1);
    const double margin = std::max((high - low) * 0.12, high * 0.02);
    setNaturalRanges(0.0, end * 1.04, logarithmic ? low / 1.2 : low - margin, logarithmic ? high * 1.2 : high + margin);
    setPoints(std::move(points));
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
    QList<QStringList> rows = {{QStringLiteral("seconds"), QStringLiteral("kind"), QStringLiteral("stage"),
                                QStringLiteral("layers_done"), QStringLiteral("perplexity"), QStringLiteral("standard_error"),
                                QStringLiteral("windows")}};
    if (m_run != nullptr) {
        for (const auto& row : m_run->perplexities()) {
            rows << QStringList{QString::number(row.at), row.kind, row.stage, QString::number(row.layersDone),
                                QString::number(row.perplexity, 'g', 9), QString::number(row.standardError, 'g', 6),
                                QString::number(row.windows)};
        }
    }
    return rows;
}

MemoryChart::MemoryChart(const Theme& theme, QWidget* parent)
    : Chart(theme, tr("Memory"), tr("Time (s)"), tr("Worker memory (MiB)"), parent)
{
}

void MemoryChart::setRun(const RunFigures* run)
{
    m_run = run;
    resetZoom();
}

void MemoryChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    if (m_run == nullptr || m_run->memory().empty()) {
        setMessage(tr("The worker's memory appears here."));
        return;
    }
    const TimeUnit unit = timeUnitFor(m_run->elapsedSeconds());
    plot().xAxis->setLabel(unit.title);
    std::uint64_t highest = 1;
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
        graph->addData(row.at / unit.seconds, y);
        points.push_back({row.at / unit.seconds, y, format::bytes(row.residentBytes), {}});
    }
    setNaturalRanges(0.0, std::max(m_run->elapsedSeconds(), 1.0) / unit.seconds * 1.04, 0.0, double(highest) / bytesPerUnit * 1.15);
    setPoints(std::move(points));
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
