#include "ui/sensitivity/budget_chart.h"

#include <algorithm>
#include <utility>

#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"
#include "ui/widgets/size_axis.h"

namespace espalier::ui {

namespace {

using compress::sensitivity::Prediction;

constexpr double kPad = 0.06; ///< of the ranges

struct Value
{
    double middle = 0.0;
    double low = 0.0;
    double high = 0.0;
};

Value valueOf(const Prediction& point, bool perplexity)
{
    return perplexity ? Value{point.perplexity, point.perplexityLow, point.perplexityHigh}
                      : Value{point.kl, point.klLow, point.klHigh};
}

QString describe(const Prediction& point)
{
    return BudgetChart::tr("%1 with zeros left out: predicted KL %2 (%3 to %4), perplexity %5")
        .arg(format::bytes(point.bytes), format::significant(point.kl), format::significant(point.klLow),
             format::significant(point.klHigh), format::perplexity(point.perplexity));
}

} // namespace

BudgetChart::BudgetChart(const Theme& theme, QWidget* parent)
    : Chart(theme, tr("Predicted loss by size"), tr("Size (MiB)"), tr("KL to dense (nats a token)"), parent)
{
    Chart::setChoices({tr("KL to the dense model"), tr("Perplexity")});
}

void BudgetChart::setChoices(SweepChoicesPtr choices)
{
    m_choices = std::move(choices);
}

void BudgetChart::draw(const Colors& colors)
{
    const bool perplexity = showsPerplexity();
    setAxisTitle(perplexity ? tr("Perplexity") : tr("KL to dense (nats a token)"));
    plot().legend->setVisible(false);
    if (!m_choices || !m_choices->any()) {
        setMessage(tr("The curve comes with the first cells."));
        return;
    }
    setFootnote(tr("Predicted: losses of single layers, added up"));
    const auto& curve = m_choices->curve();
    const auto [unit, title] = sizeAxis(double(curve.back().bytes));
    setXAxisTitle(title);
    QVector<double> x;
    QVector<double> middle;
    QVector<double> low;
    QVector<double> high;
    QList<ChartPoint> points;
    for (const Prediction& point : curve) {
        const Value value = valueOf(point, perplexity);
        x << double(point.bytes) / unit;
        middle << value.middle;
        low << value.low;
        high << value.high;
        points.push_back({x.last(), value.middle, describe(point), {}, 0});
    }
    const double yLow = *std::min_element(low.begin(), low.end());
    const double yHigh = *std::max_element(high.begin(), high.end());
    const double yPad = (yHigh - yLow) * kPad;
    const double xPad = (x.last() - x.first()) * kPad;
    setNaturalRanges(x.first() - xPad, x.last() + xPad, perplexity ? yLow - yPad : std::min(0.0, yLow) - yPad,
                     yHigh + yPad);
    QCPGraph* floor = plot().addGraph();
    floor->setPen(Qt::NoPen);
    floor->setLineStyle(QCPGraph::lsStepLeft);
    floor->setData(x, low, true);
    QCPGraph* band = plot().addGraph();
    band->setPen(Qt::NoPen);
    band->setLineStyle(QCPGraph::lsStepLeft);
    band->setData(x, high, true);
    QColor tint = colors.series[0];
    tint.setAlphaF(0.2F);
    band->setBrush(tint);
    band->setChannelFillGraph(floor);
    QCPGraph* line = plot().addGraph();
    line->setPen(QPen(colors.series[0], 2));
    line->setLineStyle(QCPGraph::lsStepLeft); // between two choices the smaller one is what can be had
    line->setData(x, middle, true);
    if (m_plan) {
        QCPGraph* chosen = plot().addGraph();
        chosen->setLineStyle(QCPGraph::lsNone);
        chosen->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.text, 2), QBrush(colors.series[1]), 10));
        chosen->addData(double(m_plan->predicted.bytes) / unit, valueOf(m_plan->predicted, perplexity).middle);
    }
    setPoints(std::move(points));
}

QList<QStringList> BudgetChart::table() const
{
    QList<QStringList> rows = {{QStringLiteral("bytes"), QStringLiteral("folder_bytes"), QStringLiteral("kl"),
                                QStringLiteral("kl_low"), QStringLiteral("kl_high"), QStringLiteral("perplexity"),
                                QStringLiteral("perplexity_low"), QStringLiteral("perplexity_high")}};
    if (!m_choices) {
        return rows;
    }
    const auto number = [](double value) { return QString::number(value, 'g', 12); };
    for (const Prediction& point : m_choices->curve()) {
        rows << QStringList{QString::number(point.bytes),
                            QString::number(point.folderBytes),
                            number(point.kl),
                            number(point.klLow),
                            number(point.klHigh),
                            number(point.perplexity),
                            number(point.perplexityLow),
                            number(point.perplexityHigh)};
    }
    return rows;
}

} // namespace espalier::ui
