#include "ui/compare/pareto_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ui/compare/method_mark.h"
#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"
#include "ui/widgets/size_axis.h"

namespace espalier::ui {

namespace {

constexpr double kPad = 0.12;       ///< of the range, around the points: room for labels
constexpr double kPadBelow = 0.24;  ///< for the arrow
constexpr double kLeastRange = 0.2; ///< of the largest x: what differs by some bytes stands in one place

QString labelOf(const ComparedModel& model)
{
    return model.dense ? QStringLiteral("D") : QString::number(model.run);
}

/// A short line across the end of an error bar.
QCPScatterStyle capStyle(const QColor& color)
{
    QPainterPath path;
    path.moveTo(-3.0, 0.0);
    path.lineTo(3.0, 0.0);
    return {path, QPen(color, 1.5), Qt::NoBrush, 6.0};
}

} // namespace

struct ParetoChart::Frame
{
    double unit = 1.0; ///< of x
    QString xTitle;
    double xLow = 0.0;
    double xHigh = 1.0;
    double yLow = 0.0;
    double yHigh = 1.0;
};

ParetoChart::ParetoChart(const Theme& theme, const Comparison& comparison, QWidget* parent)
    : Chart(theme, tr("Quality over cost"), tr("Size (GiB)"), tr("Perplexity"), parent), m_comparison(comparison)
{
}

ParetoChart::Frame ParetoChart::frame() const
{
    Frame frame;
    const auto& points = m_comparison.view().points;
    double largest = 0.0;
    for (const ParetoPoint& point : points) {
        largest = std::max(largest, point.x);
    }
    switch (m_comparison.cost()) {
    case Cost::Size:
        std::tie(frame.unit, frame.xTitle) = sizeAxis(largest);
        break;
    case Cost::Bits:
        frame.xTitle = tr("Bits a weight");
        break;
    case Cost::Speed:
        frame.xTitle = tr("Tokens a second");
        break;
    }
    if (points.empty()) {
        return frame;
    }
    frame.xLow = frame.xHigh = points.front().x / frame.unit;
    frame.yLow = frame.yHigh = points.front().y;
    for (const ParetoPoint& point : points) {
        const double error = point.standardError.value_or(0.0);
        frame.xLow = std::min(frame.xLow, point.x / frame.unit);
        frame.xHigh = std::max(frame.xHigh, point.x / frame.unit);
        frame.yLow = std::min(frame.yLow, point.y - error);
        frame.yHigh = std::max(frame.yHigh, point.y + error);
    }
    const auto widen = [](double& low, double& high, double least, double below) {
        if (high - low < least) {
            const double middle = (low + high) / 2.0;
            low = middle - least / 2.0;
            high = middle + least / 2.0;
        }
        const double range = high - low;
        low -= below * range;
        high += kPad * range;
    };
    widen(frame.xLow, frame.xHigh, std::max(std::abs(frame.xHigh) * kLeastRange, 1e-6), kPad);
    widen(frame.yLow, frame.yHigh, 1e-6, kPadBelow);
    frame.xLow = std::max(frame.xLow, 0.0);
    return frame;
}

QString ParetoChart::emptyText() const
{
    if (m_comparison.cost() == Cost::Speed) {
        return tr("No speed is measured yet. \"Measure speeds\" runs each model for some seconds on this machine.");
    }
    const auto& hidden = m_comparison.view().hidden;
    if (hidden.size() == 1) {
        const ComparedModel& model = m_comparison.models()[std::size_t(hidden.front().model)];
        return tr("%1 is not drawn: %2.").arg(model.name, hidden.front().reason);
    }
    return tr("None of these runs has such figures.");
}

void ParetoChart::draw(const Colors& colors)
{
    const auto& points = m_comparison.view().points;
    const bool divergence = m_comparison.quality() == Quality::Divergence;
    const Frame shown = frame();
    plot().legend->setVisible(false);
    setAxisTitle(divergence ? tr("KL to dense (nats a token)") : tr("Perplexity"));
    setXAxisTitle(shown.xTitle);
    setFootnote(m_comparison.protocolTitleShown());
    setNaturalRanges(shown.xLow, shown.xHigh, shown.yLow, shown.yHigh);
    if (points.empty()) {
        setMessage(emptyText());
        return;
    }
    drawFront(colors, shown);
    QList<ChartPoint> chartPoints;
    for (const ParetoPoint& point : points) {
        drawPoint(point, colors, shown);
        const ComparedModel& model = m_comparison.models()[std::size_t(point.model)];
        chartPoints.push_back({point.x / shown.unit, point.y, describe(model, point), {}, model.run});
    }
    drawLabels(colors, shown);
    drawLegend(colors);
    drawArrow(colors);
    setPoints(std::move(chartPoints));
}

void ParetoChart::drawFront(const Colors& colors, const Frame& frame)
{
    QCPGraph* front = plot().addGraph();
    front->setName(tr("front"));
    front->setPen(QPen(colors.mid, 1.5));
    // between two points the cheaper one's quality is what can be had
    const bool speed = higherIsBetter(m_comparison.cost());
    front->setLineStyle(speed ? QCPGraph::lsStepRight : QCPGraph::lsStepLeft);
    for (const ParetoPoint& point : m_comparison.view().points) {
        if (point.onFront) {
            front->addData(point.x / frame.unit, point.y);
        }
    }
    if (front->data()->size() < 2) {
        front->removeFromLegend();
    }
}

void ParetoChart::drawPoint(const ParetoPoint& point, const Colors& colors, const Frame& frame)
{
    const ComparedModel& model = m_comparison.models()[std::size_t(point.model)];
    const QColor color = model.dense ? colors.dense : runColor(colors, m_comparison.slotOf(model.run));
    const double x = point.x / frame.unit;
    if (point.standardError.value_or(0.0) > 0.0) {
        QCPGraph* bar = plot().addGraph();
        bar->removeFromLegend();
        bar->setPen(QPen(color, 1.5));
        bar->setScatterStyle(capStyle(color));
        bar->setData({x, x}, {point.y - *point.standardError, point.y + *point.standardError}, true);
    }
    QCPGraph* mark = plot().addGraph();
    mark->removeFromLegend();
    mark->setLineStyle(QCPGraph::lsNone);
    mark->setScatterStyle(methodMark(model.method, color, model.preliminary));
    mark->addData(x, point.y);
}

/// Names beside the points: at the right, or where no other name stands yet.
void ParetoChart::drawLabels(const Colors& colors, const Frame& frame)
{
    const QFont font = Theme::font(TextStyle::Caption);
    const QFontMetricsF metrics(font);
    const QSizeF area = plot().axisRect()->size();
    const bool speed = higherIsBetter(m_comparison.cost());
    std::vector<QRectF> taken;
    const auto at = [&](const ParetoPoint& point) {
        return QPointF((point.x / frame.unit - frame.xLow) / (frame.xHigh - frame.xLow) * area.width(),
                       (frame.yHigh - point.y) / (frame.yHigh - frame.yLow) * area.height());
    };
    for (const ParetoPoint& point : m_comparison.view().points) {
        taken.emplace_back(at(point) - QPointF(5, 5), QSizeF(10, 10));
    }
    for (const ParetoPoint& point : m_comparison.view().points) {
        const ComparedModel& model = m_comparison.models()[std::size_t(point.model)];
        QString text = model.dense ? tr("D dense") : labelOf(model);
        if (at(point).x() + metrics.horizontalAdvance(text) + 11 > area.width()) {
            text = labelOf(model); // all of it has no room
        }
        const QSizeF size(metrics.horizontalAdvance(text) + 2, metrics.height());
        const QPointF right(9 + size.width() / 2, 0);
        const QPointF below(0, 9 + size.height() / 2);
        const QPointF aside(0, (speed ? -1.0 : 1.0) * (3 + size.height() / 2)); // where no step leads
        QPointF offset = right;
        // the front leaves its points to the side: there a name would be struck through
        const auto places = point.onFront ? std::array{right - aside, -right - aside, -below, right + aside, below}
                                          : std::array{right, -right, -below, below, right - aside};
        for (const QPointF& each : places) {
            QRectF place({}, size);
            place.moveCenter(at(point) + each);
            if (std::none_of(taken.begin(), taken.end(),
                             [&](const QRectF& other) { return other.intersects(place); })) {
                offset = each;
                taken.push_back(place);
                break;
            }
        }
        auto* tracer = new QCPItemTracer(&plot());
        tracer->setStyle(QCPItemTracer::tsNone);
        tracer->position->setCoords(point.x / frame.unit, point.y);
        auto* label = new QCPItemText(&plot());
        label->position->setParentAnchor(tracer->position);
        label->position->setCoords(offset);
        label->setPositionAlignment(Qt::AlignCenter);
        label->setText(text);
        label->setFont(font);
        label->setColor(colors.text);
        addItem(label);
        addItem(tracer);
    }
}

void ParetoChart::drawLegend(const Colors& colors)
{
    std::set<MethodClass> methods;
    for (const ParetoPoint& point : m_comparison.view().points) {
        methods.insert(m_comparison.models()[std::size_t(point.model)].method);
    }
    for (const MethodClass method : methods) {
        QCPGraph* entry = plot().addGraph();
        entry->setName(methodName(method));
        entry->setLineStyle(QCPGraph::lsNone);
        entry->setScatterStyle(methodMark(method, colors.placeholder, false, 7.0));
    }
    plot().legend->setVisible(plot().legend->itemCount() > 1);
}

void ParetoChart::drawArrow(const Colors& colors)
{
    const bool right = higherIsBetter(m_comparison.cost());
    auto* arrow = new QCPItemLine(&plot());
    auto* corner = new QCPItemTracer(&plot());
    corner->setStyle(QCPItemTracer::tsNone);
    corner->position->setType(QCPItemPosition::ptAxisRectRatio);
    corner->position->setCoords(right ? 1.0 : 0.0, 1.0);
    const int side = right ? -1 : 1;
    arrow->end->setParentAnchor(corner->position);
    arrow->end->setType(QCPItemPosition::ptAbsolute);
    arrow->end->setCoords(side * 8, -6);
    arrow->start->setParentAnchor(corner->position);
    arrow->start->setType(QCPItemPosition::ptAbsolute);
    arrow->start->setCoords(side * 26, -18);
    auto* label = new QCPItemText(&plot());
    label->position->setParentAnchor(arrow->start);
    label->position->setCoords(right ? -4 : 4, 0);
    arrow->setHead(QCPLineEnding::esSpikeArrow);
    arrow->setPen(QPen(colors.placeholder, 1.5));
    label->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    label->setText(tr("better"));
    label->setFont(Theme::font(TextStyle::Caption));
    label->setColor(colors.placeholder);
    addItem(label);
    addItem(arrow);
    addItem(corner);
}

QString ParetoChart::describe(const ComparedModel& model, const ParetoPoint& point) const
{
    const QString quality = m_comparison.quality() == Quality::Perplexity
                                ? tr("perplexity %1").arg(format::perplexity(point.y, point.standardError))
                                : tr("KL %1 nats a token").arg(format::significant(point.y));
    QString cost = format::bytes(model.bytes);
    if (m_comparison.cost() == Cost::Bits) {
        cost = tr("%1 bits a weight").arg(format::bits(point.x));
    } else if (m_comparison.cost() == Cost::Speed) {
        cost = format::tokensPerSecond(point.x);
    } else if (model.sizeIsPredicted) {
        cost = tr("predicted size %1").arg(cost);
    }
    QStringList parts = {methodName(model.method), quality, cost};
    if (point.onFront) {
        parts << tr("on the front");
    }
    if (model.preliminary) {
        parts << (model.ended ? tr("not finished") : tr("still working"));
    }
    return tr("%1, %2: %3").arg(model.name, model.detail, parts.join(tr(", ")));
}

QList<QStringList> ParetoChart::table() const
{
    static const std::array<const char*, 3> kCosts = {"bytes", "bits_a_weight", "tokens_per_second"};
    const auto number = [](double value) { return QString::number(value, 'g', 12); };
    const bool divergence = m_comparison.quality() == Quality::Divergence;
    QList<QStringList> rows = {{QStringLiteral("model"), QStringLiteral("detail"), QStringLiteral("method"),
                                QLatin1String(kCosts[std::size_t(m_comparison.cost())]),
                                divergence ? QStringLiteral("kl") : QStringLiteral("perplexity"),
                                QStringLiteral("standard_error"), QStringLiteral("on_front"),
                                QStringLiteral("protocol")}};
    for (const ParetoPoint& point : m_comparison.view().points) {
        const ComparedModel& model = m_comparison.models()[std::size_t(point.model)];
        rows << QStringList{model.name,
                            model.detail,
                            methodName(model.method),
                            number(point.x),
                            number(point.y),
                            point.standardError ? number(*point.standardError) : QString(),
                            point.onFront ? QStringLiteral("1") : QStringLiteral("0"),
                            m_comparison.protocolTitleShown()};
    }
    return rows;
}

} // namespace espalier::ui
