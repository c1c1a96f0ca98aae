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
    if (row.denseError) {
        parts << LayerChart::tr("%1 to dense").arg(format::significant(row.denseError));
    }
    if (row.signalToNoiseDb) {
        parts << LayerChart::tr("%1 dB").arg(format::significant(row.signalToNoiseDb));
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

QString titleOf(LayerChart::Figure figure)
{
    return figure == LayerChart::Figure::Sparsity ? LayerChart::tr("Sparsity by layer")
                                                  : LayerChart::tr("Error by layer");
}

/// Of errors the largest is the worst, of what should be high the smallest.
bool largestIsWorst(LayerChart::Figure figure)
{
    return figure == LayerChart::Figure::RelativeError || figure == LayerChart::Figure::DenseError;
}

} // namespace

LayerChart::LayerChart(const Theme& theme, std::vector<Figure> figures, QWidget* parent)
    : Chart(theme, titleOf(figures.front()), tr("Layer"), axisTitle(figures.front()), parent),
      m_figures(std::move(figures))
{
    if (m_figures.size() > 1) {
        QStringList names;
        for (const Figure each : m_figures) {
            names << axisTitle(each);
        }
        setChoices(names);
    }
    setLogarithmicY(logarithmic());
}

QString LayerChart::axisTitle(Figure figure)
{
    switch (figure) {
    case Figure::DenseError:
        return tr("Output error to the dense layer");
    case Figure::SignalToNoise:
        return tr("Signal to noise of weights (dB)");
    case Figure::Divergence:
        return tr("Divergence of the hidden state");
    case Figure::Sparsity:
        return tr("Sparsity (%)");
    case Figure::RelativeError:
        break;
    }
    return tr("Relative output error");
}

void LayerChart::setRun(const RunFigures* run)
{
    m_run = run;
    m_stage.clear();
    resetZoom();
}

void LayerChart::setStage(const QString& stage)
{
    if (stage != m_stage) {
        m_stage = stage;
        resetZoom();
    }
}

std::map<QString, const RunFigures::ModuleRow*> LayerChart::latestRows() const
{
    std::map<QString, const RunFigures::ModuleRow*> rows;
    for (const RunFigures::ModuleRow& row : m_run->modules()) {
        if (row.layer >= 0 && (m_stage.isEmpty() || row.stage == m_stage)) {
            rows[row.module] = &row;
        }
    }
    return rows;
}

std::optional<double> LayerChart::valueOf(const RunFigures::ModuleRow& row) const
{
    const auto onLogarithmicAxis = [](std::optional<double> error) {
        return error ? std::optional(std::max(*error, kSmallestError)) : std::nullopt;
    };
    switch (figure()) {
    case Figure::Sparsity:
        return row.sparsity * 100.0;
    case Figure::SignalToNoise:
        return row.signalToNoiseDb;
    case Figure::DenseError:
        return onLogarithmicAxis(row.denseError);
    case Figure::RelativeError:
        return onLogarithmicAxis(row.relativeError);
    case Figure::Divergence:
        break;
    }
    return std::nullopt;
}

QList<ChartPoint> LayerChart::layerPoints() const
{
    std::map<int, const RunFigures::LayerRow*> rows;
    for (const RunFigures::LayerRow& row : m_run->layers()) {
        if (row.divergence && (m_stage.isEmpty() || row.stage == m_stage)) {
            rows[row.layer] = &row;
        }
    }
    QList<ChartPoint> points;
    for (const auto& [layer, row] : rows) {
        points.push_back(
            {double(layer),
             std::max(*row->divergence, kSmallestError),
             tr("After layer %1: the hidden state differs by %2").arg(layer).arg(format::significant(row->divergence)),
             {},
             0,
             layer,
             row->at});
    }
    return points;
}

std::vector<double> LayerChart::values() const
{
    std::vector<double> values;
    if (figure() == Figure::Divergence) {
        for (const ChartPoint& point : layerPoints()) {
            values.push_back(point.y);
        }
        return values;
    }
    for (const auto& [name, row] : latestRows()) {
        if (const auto value = valueOf(*row); value && std::isfinite(*value)) {
            values.push_back(*value);
        }
    }
    return values;
}

QString LayerChart::emptyText() const
{
    if (m_run == nullptr || (m_run->modules().empty() && m_run->layers().empty())) {
        return tr("%1 appears here as layers finish.").arg(title());
    }
    if (!m_stage.isEmpty()) {
        return tr("The stage %1 has no such figures: it does not work module by module.").arg(m_stage);
    }
    if (figure() == Figure::DenseError) {
        return tr("This run did not follow the uncompressed layers. Modifiers with \"target_mix\" do.");
    }
    return tr("This run has no such figures.");
}

void LayerChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    setAxisTitle(axisTitle(figure()));
    setLogarithmicY(logarithmic());
    const std::vector<double> drawn = m_run == nullptr || m_run->layerCount() == 0 ? std::vector<double>() : values();
    chooseRanges(drawn);
    if (drawn.empty()) { // not begun yet, or cancelled before its first layer
        setMessage(emptyText());
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
    if (figure() == Figure::Divergence) {
        drawLayers(colors, points);
    } else if (pixels < kNarrowColumnPixels) {
        drawBand(colors, points);
    } else {
        drawMarks(colors, points);
    }
    std::sort(points.begin(), points.end(), [](const ChartPoint& a, const ChartPoint& b) { return a.x < b.x; });
    setPoints(std::move(points));
}

void LayerChart::chooseRanges(const std::vector<double>& drawn)
{
    double low = logarithmic() ? 1e-4 : 0.0;
    double high = logarithmic() ? 1.0 : 104.0;
    if (figure() != Figure::Sparsity && !drawn.empty()) {
        const auto [smallest, largest] = std::minmax_element(drawn.begin(), drawn.end());
        low = logarithmic() ? *smallest / 1.6 : *smallest - 1.0;
        high = logarithmic() ? *largest * 1.6 : *largest + 1.0;
        if (logarithmic() && high / low < 10.0) { // at least a decade, so that the axis has labels
            const double middle = std::sqrt(low * high);
            low = middle / 3.2;
            high = middle * 3.2;
        }
    }
    const int layers = m_run == nullptr ? 1 : std::max(m_run->layerCount(), 1);
    setNaturalRanges(-0.5, layers - 0.5, low, high);
}

void LayerChart::drawLayers(const Colors& colors, QList<ChartPoint>& points)
{
    QCPGraph* line = plot().addGraph();
    line->setPen(QPen(colors.series[0], 2));
    line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colors.series[0], 6));
    points = layerPoints();
    for (const ChartPoint& point : points) {
        line->addData(point.x, point.y);
    }
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
    ground->setData({x - 0.5, x + 0.5}, QVector<double>(2, logarithmic() ? kSmallestError / 10.0 : -1000.0), true);
    column->setData({x - 0.5, x + 0.5}, QVector<double>(2, logarithmic() ? 1e6 : 1000.0), true);
    column->setChannelFillGraph(ground);
}

void LayerChart::drawTarget(const Colors& colors)
{
    if (figure() != Figure::Sparsity || !m_run->targetSparsity()) {
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
                points.push_back({x, *value, describe(*row), row->module, 0, row->layer, row->at});
            }
        }
        if (graph->data()->isEmpty()) {
            graph->removeFromLegend();
        }
    }
    drawNoted(colors, points);
    plot().legend->setVisible(plot().legend->itemCount() > 1);
}

/// A triangle around whatever needed more damping, a diamond around what fell back to the simple method.
void LayerChart::drawNoted(const Colors& colors, const QList<ChartPoint>& points)
{
    const auto rows = latestRows();
    const auto addMarks = [this](const QString& name, QCPScatterStyle::ScatterShape shape, const QColor& color) {
        QCPGraph* graph = plot().addGraph();
        graph->setName(name);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(shape, QPen(color, 1.5), Qt::NoBrush, 12));
        return graph;
    };
    QCPGraph* noted = addMarks(tr("see Events"), QCPScatterStyle::ssTriangle, colors.warning);
    QCPGraph* fallback = addMarks(tr("rounded to nearest"), QCPScatterStyle::ssDiamond, colors.error);
    for (const ChartPoint& point : points) {
        const RunFigures::ModuleRow& row = *rows.at(point.module);
        if (!row.note.isEmpty()) {
            (row.fellBack() ? fallback : noted)->addData(point.x, point.y);
        }
    }
    for (QCPGraph* graph : {noted, fallback}) {
        if (graph->data()->isEmpty()) {
            graph->removeFromLegend();
        }
    }
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
    worst->setName(figure() == Figure::Sparsity ? tr("least sparse module") : tr("worst module"));
    for (auto& [layer, values] : columns) {
        std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        const auto at = [&values](double share) {
            return values[std::size_t(share * double(values.size() - 1) + 0.5)].first;
        };
        low->addData(layer, at(0.1));
        high->addData(layer, at(0.9));
        median->addData(layer, at(0.5));
        const auto& [value, row] = largestIsWorst(figure()) ? values.back() : values.front();
        worst->addData(layer, value);
        points.push_back({double(layer), value, describe(*row), row->module, 0, layer, row->at});
    }
    plot().legend->setVisible(!columns.empty());
}

QList<QStringList> LayerChart::table() const
{
    const auto number = [](std::optional<double> value) { return value ? QString::number(*value, 'g', 9) : QString(); };
    if (figure() == Figure::Divergence) {
        QList<QStringList> rows = {{QStringLiteral("stage"), QStringLiteral("layer"), QStringLiteral("divergence")}};
        for (std::size_t i = 0; m_run != nullptr && i < m_run->layers().size(); ++i) {
            const RunFigures::LayerRow& row = m_run->layers()[i];
            rows << QStringList{row.stage, QString::number(row.layer), number(row.divergence)};
        }
        return rows;
    }
    QList<QStringList> rows = {{QStringLiteral("stage"), QStringLiteral("module"), QStringLiteral("layer"),
                                QStringLiteral("role"), QStringLiteral("relative_error"), QStringLiteral("dense_error"),
                                QStringLiteral("signal_to_noise_db"), QStringLiteral("sparsity"),
                                QStringLiteral("seconds"), QStringLiteral("dampening"), QStringLiteral("note")}};
    for (std::size_t i = 0; m_run != nullptr && i < m_run->modules().size(); ++i) {
        const RunFigures::ModuleRow& row = m_run->modules()[i];
        rows << QStringList{row.stage,
                            row.module,
                            QString::number(row.layer),
                            row.role,
                            number(row.relativeError),
                            number(row.denseError),
                            number(row.signalToNoiseDb),
                            number(row.sparsity),
                            number(row.seconds),
                            number(row.dampening),
                            row.note};
    }
    return rows;
}

} // namespace espalier::ui
