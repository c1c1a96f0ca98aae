#include "ui/explorer/weight_histogram.h"

#include <algorithm>

#include <QCheckBox>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"

namespace espalier::ui {

namespace {
constexpr double kZeroBarShare = 1.0 / 80.0; ///< narrowest bar of the zeros, of the axis
constexpr double kLogarithmFloor = 0.5;      ///< below one weight
} // namespace

HistogramChart::HistogramChart(const Theme& theme, QWidget* parent)
    : Chart(theme, tr("Distribution of the weights"), tr("Weight"), tr("Weights per bin"), parent)
{
    plot().setLocale(QLocale()); // groups the digits of counts
}

void HistogramChart::setHistogram(const Histogram& histogram)
{
    m_histogram = histogram;
    resetZoom();
}

void HistogramChart::setReason(const QString& why)
{
    m_histogram = {};
    m_reason = why;
    resetZoom();
}

void HistogramChart::setLogarithmic(bool on)
{
    m_logarithmic = on;
    resetZoom();
}

double HistogramChart::binWidth() const
{
    const double range = m_histogram.high > m_histogram.low ? m_histogram.high - m_histogram.low : 1.0;
    return range / double(std::max<std::size_t>(1, m_histogram.counts.size()));
}

QString HistogramChart::describe(std::size_t bin) const
{
    const double begin = m_histogram.low + double(bin) * binWidth();
    return tr("%1 to %2: %3 weights")
        .arg(format::significant(begin), format::significant(begin + binWidth()),
             format::count(m_histogram.counts[bin]));
}

void HistogramChart::draw(const Colors& colors)
{
    plot().clearPlottables();
    plot().legend->setVisible(false);
    if (m_histogram.isEmpty()) {
        setMessage(m_reason);
        return;
    }
    setLogarithmicY(m_logarithmic);
    const double base = m_logarithmic ? kLogarithmFloor : 0.0;
    QList<ChartPoint> points;
    QVector<double> keys;
    QVector<double> values;
    double largest = double(m_histogram.zeros);
    for (std::size_t bin = 0; bin < m_histogram.counts.size(); ++bin) {
        keys << m_histogram.low + (double(bin) + 0.5) * binWidth();
        values << double(m_histogram.counts[bin]);
        largest = std::max(largest, values.last());
        points << ChartPoint{keys.last(), values.last(), describe(bin), {}};
    }
    auto* bars = new QCPBars(plot().xAxis, plot().yAxis);
    bars->setName(tr("not zero"));
    bars->setWidth(binWidth());
    bars->setPen(Qt::NoPen);
    bars->setBrush(colors.series[0]);
    bars->setBaseValue(base);
    bars->setData(keys, values, true);
    const double range = binWidth() * double(std::max<std::size_t>(1, m_histogram.counts.size()));
    if (m_histogram.zeros > 0) {
        auto* zeroBar = new QCPBars(plot().xAxis, plot().yAxis);
        zeroBar->setName(tr("exactly zero: %1").arg(format::count(m_histogram.zeros)));
        zeroBar->setWidth(std::max(binWidth(), range * kZeroBarShare));
        zeroBar->setPen(QPen(colors.base));
        zeroBar->setBrush(colors.series[1]);
        zeroBar->setBaseValue(base);
        zeroBar->setData({0.0}, {double(m_histogram.zeros)});
        plot().legend->setVisible(true);
        points << ChartPoint{0.0,
                             double(m_histogram.zeros),
                             tr("%1 weights are exactly zero").arg(format::count(m_histogram.zeros)),
                             {}};
    }
    setPoints(std::move(points));
    // the legend of a pruned weight stands above its bars
    const double room = m_histogram.zeros == 0 ? (m_logarithmic ? 2.0 : 1.05) : m_logarithmic ? 20.0 : 1.25;
    const double low = m_histogram.counts.empty() ? -0.5 : m_histogram.low;
    setNaturalRanges(low - 0.02 * range, low + 1.02 * range, base, largest * room);
}

QList<QStringList> HistogramChart::table() const
{
    QList<QStringList> rows = {{QStringLiteral("from"), QStringLiteral("to"), QStringLiteral("weights")}};
    for (std::size_t bin = 0; bin < m_histogram.counts.size(); ++bin) {
        const double begin = m_histogram.low + double(bin) * binWidth();
        rows << QStringList{QString::number(begin), QString::number(begin + binWidth()),
                            QString::number(m_histogram.counts[bin])};
    }
    rows << QStringList{QStringLiteral("0"), QStringLiteral("0"), QString::number(m_histogram.zeros)};
    return rows;
}

WeightHistogram::WeightHistogram(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_chart(new HistogramChart(theme)), m_logarithmic(new QCheckBox(tr("&Logarithmic counts")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_logarithmic, 0, Qt::AlignLeft);
    connect(m_logarithmic, &QCheckBox::toggled, m_chart, &HistogramChart::setLogarithmic);
    showNothing({});
}

void WeightHistogram::showData(const Histogram& histogram)
{
    m_chart->setHistogram(histogram);
    m_logarithmic->setEnabled(!histogram.isEmpty());
}

void WeightHistogram::showNothing(const QString& why)
{
    m_chart->setReason(why);
    m_logarithmic->setEnabled(false);
}

} // namespace espalier::ui
