#include "ui/explorer/norms_pane.h"

#include <algorithm>
#include <cmath>

#include <QCheckBox>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"

namespace espalier::ui {

namespace {
constexpr std::size_t kPoints = 1000; ///< that the arrow keys can stand on; of more norms the largest of each run
} // namespace

NormsChart::NormsChart(const Theme& theme, QWidget* parent)
    : Chart(theme, tr("Norms of the weights"), tr("Output"), tr("L2 norm"), parent)
{
    setChoices({tr("Outputs (rows)"), tr("Inputs (columns)")});
}

void NormsChart::setProfile(const model::WeightProfile& profile)
{
    m_rows = profile.rowNorms;
    m_columns = profile.columnNorms;
    resetZoom();
}

void NormsChart::setReason(const QString& why)
{
    m_rows.clear();
    m_columns.clear();
    m_reason = why;
    resetZoom();
}

void NormsChart::setSorted(bool on)
{
    m_sorted = on;
    resetZoom();
}

std::vector<std::pair<std::size_t, double>> NormsChart::ordered() const
{
    const std::vector<double>& norms = ofInputs() ? m_columns : m_rows;
    std::vector<std::pair<std::size_t, double>> result;
    for (std::size_t i = 0; i < norms.size(); ++i) {
        if (std::isfinite(norms[i])) {
            result.emplace_back(i, norms[i]);
        }
    }
    if (m_sorted) {
        std::stable_sort(result.begin(), result.end(),
                         [](const auto& first, const auto& second) { return first.second > second.second; });
    }
    return result;
}

void NormsChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    const auto norms = ordered();
    if (norms.empty()) {
        setMessage(m_reason);
        return;
    }
    setXAxisTitle(m_sorted ? tr("Rank") : ofInputs() ? tr("Input") : tr("Output"));
    auto* graph = plot().addGraph();
    graph->setPen(QPen(colors.series[0], 1.2));
    QVector<double> x;
    QVector<double> y;
    double largest = 0.0;
    QList<ChartPoint> points;
    const std::size_t step = (norms.size() + kPoints - 1) / kPoints;
    for (std::size_t i = 0; i < norms.size(); ++i) {
        x << (m_sorted ? double(i) : double(norms[i].first));
        y << norms[i].second;
        largest = std::max(largest, norms[i].second);
        if (i % step == 0) {
            points << ChartPoint{};
        }
        if (ChartPoint& point = points.last(); point.description.isEmpty() || y.last() > point.y) {
            const QString text = ofInputs() ? tr("Input %1: norm %2") : tr("Output %1: norm %2");
            point = {x.last(),
                     y.last(),
                     text.arg(QString::number(norms[i].first), format::significant(norms[i].second)),
                     {}};
        }
    }
    graph->setData(x, y, true);
    setPoints(std::move(points));
    const double last = std::max(1.0, x.last());
    setNaturalRanges(-0.01 * last, 1.01 * last, 0.0, largest * 1.05);
}

QList<QStringList> NormsChart::table() const
{
    QList<QStringList> rows = {
        {ofInputs() ? QStringLiteral("input") : QStringLiteral("output"), QStringLiteral("norm")}};
    for (const auto& [place, norm] : ordered()) {
        rows << QStringList{QString::number(place), QString::number(norm, 'g', 9)};
    }
    return rows;
}

NormsPane::NormsPane(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_chart(new NormsChart(theme)), m_sorted(new QCheckBox(tr("&Sorted, largest first")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_sorted, 0, Qt::AlignLeft);
    m_sorted->setToolTip(
        tr("Outputs or inputs of small norm matter little. A few very large ones make a matrix hard to "
           "quantize."));
    connect(m_sorted, &QCheckBox::toggled, m_chart, &NormsChart::setSorted);
    showNothing({});
}

void NormsPane::showProfile(const model::WeightProfile& profile)
{
    m_chart->setProfile(profile);
    m_sorted->setEnabled(true);
}

void NormsPane::showNothing(const QString& why)
{
    m_chart->setReason(why);
    m_sorted->setEnabled(false);
}

} // namespace espalier::ui
