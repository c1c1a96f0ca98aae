#include "ui/runs/layer_chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"

namespace espalier::ui {
namespace {

constexpr double kNarrowColumnPixels = 12.0;
constexpr double kSmallestError = 1e-9; ///< where an error of 0 stands on the logarithmic axis

struct RoleMark
{
    const char* role;
    QCPScatterStyle::ScatterShape shape;
};

constexpr std::array<RoleMark, 7> kMarks = {{{"q", QCPScatterStyle::ssCircle},
                                             {"k", QCPScatterStyle::ssSquare},
                                             {"v", QCPScatterStyle::ssTriangle},
                                             {"o", QCPScatterStyle::ssDiamond},
                                             {"gate", QCPScatterStyle::ssPlus},
                                             {"up", QCPScatterStyle::ssCross},
                                             {"down", QCPScatterStyle::ssTriangleInverted}}};

double slotOf(std::size_t role)
{
    return (double(role) - 3.0) / 8.5;
}

QString describe(const RunFigures::ModuleRow& row)
{
    QStringList parts;
    if (row.relativeError) {
        parts << LayerChart::tr("error %1").arg(format::significant(row.relativeError));
    }
    parts << LayerChart::tr("sparsity %1").arg(format::percent(row.sparsity)) << format::duration(row.seconds);
    if (row.dampening) {
        parts << LayerChart::tr("damping %1").arg(format::significant(row.dampening));
    }
    if (!row.note.isEmpty()) {
        parts << row.note;
    }
    const QString name = row.module.section(u'.', -1);
    return LayerChart::tr("Layer %1 %2: %3").arg(row.layer).arg(name, parts.join(u", "));
}

} // namespace

LayerChart::LayerChart(const Theme& theme, Figure figure, QWidget* parent)
    : Chart(theme, figure == Figure::RelativeError ? tr("Error by layer") : tr("Sparsity by layer"), tr("Layer"),
            figure == Figure::RelativeError ? tr("Relative output error") : tr("Sparsity (%)"), parent),
      m_figure(figure)
{
    setLogarithmicY(figure == Figure::RelativeError);
}

void LayerChart::setRun(const RunFigures* run)
{
    m_run = run;
    resetZoom();
}

std::map<QString, const RunFigures::ModuleRow*> LayerChart::latestRows() const
{
    std::map<QString, const RunFigures::ModuleRow*> rows;
    for (const RunFigures::ModuleRow& row : m_run->modules()) {
        if (row.layer >= 0) {
            rows[row.module] = &row;
        }
    }
    return rows;
}

std::optional<double> LayerChart::valueOf(const RunFigures::ModuleRow& row) const
{
    if (m_figure == Figure::Sparsity) {
        return row.sparsity * 100.0;
    }
    return row.relativeError ? std::optional(std::max(*row.relativeError, kSmallestError)) : std::nullopt;
}

void LayerChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    const QString emptyText = tr("%1 appears here as layers finish.").arg(title());
    if (m_run == nullptr || m_run->layerCount() == 0) {
        setNaturalRanges(0.0, 1.0, m_figure == Figure::Sparsity ? 0.0 : 1e-4,
                         m_figure == Figure::Sparsity ? 100.0 : 1.0);
        setMessage(emptyText);
        return;
    }
    chooseRanges();
    if (latestRows().empty()) { // not begun yet, or cancelled before its first layer
        setMessage(emptyText);
        return;
    }
    auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
    ticker->setTickStep(m_run->layerCount() > 40 ? 10 : m_run->layerCount() > 12 ? 2 : 1);
    plot().xAxis->setTicker(ticker);
    drawCurrentColumn(colors);
    drawTarget(colors);
    QList<ChartPoint> points;
    const double shown = plot().xAxis->range().size();
    const double pixels = plot().axisRect()->width() / std::max(shown, 1.0);
    if (pixels < kNarrowColumnPixels) {
        drawBand(colors, points);
    } else {
        drawMarks(colors, points);
    }
    std::sort(points.begin(), points.end(), [](const ChartPoint& a, const ChartPoint& b) { return a.x < b.x; });
    setPoints(std::move(points));
}

void LayerChart::chooseRanges()
{
    double low = 1e-4;
    double high = 1.0;
    if (m_figure == Figure::Sparsity) {
        low = 0.0;
        high = 104.0;
    } else {
        bool any = false;
        for (const auto& [name, row] : latestRows()) {
            if (const auto value = valueOf(*row)) {
                low = any ? std::min(low, *value) : *value;
                high = any ? std::max(high, *value) : *value;
                any = true;
            }
        }
        low /= 1.6;
        high *= 1.6;
        if (high / low < 10.0) { // at least a decade, so that the axis has labels
            const double middle = std::sqrt(low * high);
            low = middle / 3.2;
            high = middle * 3.2;
        }
    }
    setNaturalRanges(-0.5, m_run->layerCount() - 0.5, low, high);
}

void LayerChart::drawCurrentColumn(const Colors& colors)
{
    if (m_run->currentLayer() < 0) {
        return;
    }
    QColor tint = colors.accent;
    tint.setAlphaF(0.12F);
    QCPGraph* column = plot().addGraph();
    column->removeFromLegend();
    column->setPen(Qt::NoPen);
    column->setBrush(tint);
    const double x = m_run->currentLayer();
    QCPGraph* ground = plot().addGraph();
    ground->removeFromLegend();
    ground->setPen(Qt::NoPen);
    const bool sparsity = m_figure == Figure::Sparsity;
    ground->setData({x - 0.5, x + 0.5}, QVector<double>(2, sparsity ? 0.0 : kSmallestError / 10.0), true);
    column->setData({x - 0.5, x + 0.5}, QVector<double>(2, sparsity ? 1000.0 : 1e6), true);
    column->setChannelFillGraph(ground);
}

void LayerChart::drawTarget(const Colors& colors)
{
    if (m_figure != Figure::Sparsity || !m_run->targetSparsity()) {
        return;
    }
    QCPGraph* target = plot().addGraph();
    target->removeFromLegend();
    target->setPen(QPen(colors.dense, 1.5, Qt::DashLine));
    target->setData({-0.5, m_run->layerCount() - 0.5}, QVector<double>(2, *m_run->targetSparsity() * 100.0), true);
}

void LayerChart::drawMarks(const Colors& colors, QList<ChartPoint>& points)
{
    const auto rows = latestRows();
    for (std::size_t role = 0; role < kMarks.size(); ++role) {
        QCPGraph* graph = plot().addGraph();
        graph->setName(QString::fromLatin1(kMarks[role].role));
        graph->setLineStyle(QCPGraph::lsNone);
        const QColor color = colors.series[role];
        graph->setScatterStyle(QCPScatterStyle(kMarks[role].shape, QPen(color, 1.5), QBrush(color), 6));
        for (const auto& [name, row] : rows) {
            const auto value = valueOf(*row);
            if (value && row->role == QLatin1String(kMarks[role].role)) {
                const double x = row->layer + slotOf(role);
                graph->addData(x, *value);
                points.push_back({x, *value, describe(*row), row->module});
            }
        }
        if (graph->data()->isEmpty()) {
            graph->removeFromLegend();
        }
    }
    QCPGraph* noted = plot().addGraph(); // a triangle above whatever needed more damping or fell back
    noted->setName(tr("see Events"));
    noted->setLineStyle(QCPGraph::lsNone);
    noted->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(colors.warning, 1.5), Qt::NoBrush, 11));
    for (const ChartPoint& point : points) {
        if (!rows.at(point.module)->note.isEmpty()) {
            noted->addData(point.x, point.y);
        }
    }
    if (noted->data()->isEmpty()) {
        noted->removeFromLegend();
    }
    plot().legend->setVisible(plot().legend->itemCount() > 1);
}

void LayerChart::drawBand(const Colors& colors, QList<ChartPoint>& points)
{
    std::map<int, std::vector<std::pair<double, const RunFigures::ModuleRow*>>> columns;
    for (const auto& [name, row] : latestRows()) {
        if (const auto value = valueOf(*row)) {
            columns[row->layer].emplace_back(*value, row);
        }
    }
    QCPGraph* low = plot().addGraph();
    QCPGraph* high = plot().addGraph();
    QCPGraph* median = plot().addGraph();
    QCPGraph* worst = plot().addGraph();
    for (QCPGraph* edge : {low, high}) {
        edge->setPen(Qt::NoPen);
        edge->removeFromLegend();
    }
    QColor band = colors.series[0];
    band.setAlphaF(0.2F);
    high->setBrush(band);
    high->setChannelFillGraph(low);
    median->setPen(QPen(colors.series[0], 2));
    median->setName(tr("median, 10–90 %"));
    worst->setLineStyle(QCPGraph::lsNone);
    worst->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colors.series[1], 4));
    worst->setName(m_figure == Figure::RelativeError ? tr("worst module") : tr("least sparse module"));
    for (auto& [layer, values] : columns) {
        std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        const auto at = [&values](double share) {
            return values[std::size_t(share * double(values.size() - 1) + 0.5)].first;
        };
        low->addData(layer, at(0.1));
        high->addData(layer, at(0.9));
        median->addData(layer, at(0.5));
        const auto& [value, row] = m_figure == Figure::RelativeError ? values.back() : values.front();
        worst->addData(layer, value);
        points.push_back({double(layer), value, describe(*row), row->module});
    }
    plot().legend->setVisible(!columns.empty());
}

QList<QStringList> LayerChart::table() const
{
    QList<QStringList> rows = {{QStringLiteral("module"), QStringLiteral("layer"), QStringLiteral("role"),
                                QStringLiteral("relative_error"), QStringLiteral("sparsity"), QStringLiteral("seconds"),
                                QStringLiteral("dampening"), QStringLiteral("note")}};
    if (m_run == nullptr) {
        return rows;
    }
    const auto number = [](std::optional<double> value) { return value ? QString::number(*value, 'g', 9) : QString(); };
    for (const RunFigures::ModuleRow& row : m_run->modules()) {
        rows << QStringList{
            row.module,          QString::number(row.layer), row.role, number(row.relativeError), number(row.sparsity),
            number(row.seconds), number(row.dampening),      row.note};
    }
    return rows;
}

} // namespace espalier::ui
