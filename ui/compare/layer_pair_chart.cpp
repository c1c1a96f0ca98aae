#include "ui/compare/layer_pair_chart.h"

#include <algorithm>
#include <cmath>

#include "ui/compare/method_mark.h"
#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"

namespace espalier::ui {

namespace {

constexpr double kSmallestError = 1e-9; ///< where an error of 0 stands on the logarithmic axis

double onAxis(double value)
{
    return std::max(value, kSmallestError);
}

} // namespace

LayerPairChart::LayerPairChart(const Theme& theme, Figure figure, QWidget* parent)
    : Chart(theme, figure == Figure::Errors ? tr("Errors of two runs by layer") : tr("Ratio of errors by layer"),
            tr("Layer"), tr("Relative output error"), parent),
      m_figure(figure)
{
    setLogarithmicY(true);
}

void LayerPairChart::setPair(const QStringList& names, const std::vector<int>& colorSlots,
                             std::vector<LayerPair> layers)
{
    m_names = names;
    m_slots = colorSlots;
    m_layers = std::move(layers);
    if (m_figure == Figure::Ratio) {
        setAxisTitle(tr("Error of %1 / %2").arg(names[1], names[0]));
    }
    refresh();
}

void LayerPairChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    if (m_layers.empty()) {
        setNaturalRanges(-0.5, 0.5, 0.1, 10.0);
        setMessage(m_names[0].isEmpty() ? tr("Errors appear here once two runs are chosen.")
                                        : tr("These two runs measured the error of no matrix that both have."));
        return;
    }
    QList<ChartPoint> points;
    if (m_figure == Figure::Errors) {
        drawErrors(colors, points);
    } else {
        drawRatio(colors, points);
    }
    double low = 1.0;
    double high = 1.0;
    if (m_figure == Figure::Errors || !points.isEmpty()) {
        const auto [least, most] = std::minmax_element(
            points.begin(), points.end(), [](const ChartPoint& a, const ChartPoint& b) { return a.y < b.y; });
        low = m_figure == Figure::Ratio ? std::min(1.0, least->y) : least->y;
        high = m_figure == Figure::Ratio ? std::max(1.0, most->y) : most->y;
    }
    low /= 1.6;
    high *= 1.6;
    if (high / low < 10.0) { // at least a decade, so that the axis has labels
        const double middle = std::sqrt(low * high);
        low = middle / 3.2;
        high = middle * 3.2;
    }
    auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
    const int layers = m_layers.back().layer + 1;
    ticker->setTickStep(layers > 40 ? 10 : layers > 12 ? 2 : 1);
    plot().xAxis->setTicker(ticker);
    setNaturalRanges(m_layers.front().layer - 0.5, m_layers.back().layer + 0.5, low, high);
    setPoints(std::move(points));
}

void LayerPairChart::drawErrors(const Colors& colors, QList<ChartPoint>& points)
{
    for (const int side : {0, 1}) {
        QCPGraph* line = plot().addGraph();
        const QColor color = runColor(colors, m_slots[std::size_t(side)]);
        line->setName(m_names[side]);
        line->setPen(QPen(color, 2));
        line->setScatterStyle(QCPScatterStyle(side == 0 ? QCPScatterStyle::ssCircle : QCPScatterStyle::ssSquare,
                                              QPen(color, 1.5), QBrush(color), 6));
        for (const LayerPair& pair : m_layers) {
            const double error = side == 0 ? pair.first : pair.second;
            line->addData(pair.layer, onAxis(error));
            points.push_back({double(pair.layer),
                              onAxis(error),
                              tr("Layer %1, %2: error %3, mean of %n matrices", nullptr, pair.modules)
                                  .arg(QString::number(pair.layer), m_names[side], format::significant(error)),
                              {}});
        }
    }
    std::stable_sort(points.begin(), points.end(), [](const ChartPoint& a, const ChartPoint& b) { return a.x < b.x; });
    plot().legend->setVisible(true);
}

void LayerPairChart::drawRatio(const Colors& colors, QList<ChartPoint>& points)
{
    QCPGraph* even = plot().addGraph();
    even->setPen(QPen(colors.dense, 1.5, Qt::DashLine));
    even->setData({m_layers.front().layer - 0.5, m_layers.back().layer + 0.5}, {1.0, 1.0}, true);
    QCPGraph* line = plot().addGraph();
    line->setPen(QPen(colors.accent, 2));
    line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colors.accent, 6));
    for (const LayerPair& pair : m_layers) {
        if (const auto ratio = pair.ratio()) {
            line->addData(pair.layer, onAxis(*ratio));
            points.push_back({double(pair.layer),
                              onAxis(*ratio),
                              tr("Layer %1: error of %2 is %3 times that of %4")
                                  .arg(QString::number(pair.layer), m_names[1], format::significant(ratio), m_names[0]),
                              {}});
        }
    }
}

QList<QStringList> LayerPairChart::table() const
{
    const auto number = [](double value) { return QString::number(value, 'g', 9); };
    QList<QStringList> rows = {
        {QStringLiteral("layer"), m_names[0], m_names[1], QStringLiteral("ratio"), QStringLiteral("matrices")}};
    for (const LayerPair& pair : m_layers) {
        const auto ratio = pair.ratio();
        rows << QStringList{QString::number(pair.layer), number(pair.first), number(pair.second),
                            ratio ? number(*ratio) : QString(), QString::number(pair.modules)};
    }
    return rows;
}

} // namespace espalier::ui
