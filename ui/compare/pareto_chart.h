#pragma once

#include "ui/models/comparison.h"
#include "ui/widgets/chart.h"

namespace espalier::ui {

/// Quality over cost: a point a model, the front as steps, bars of one standard error, an arrow to where it is better.
class ParetoChart : public Chart
{
    Q_OBJECT

public:
    ParetoChart(const Theme& theme, const Comparison& comparison, QWidget* parent = nullptr);

    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    struct Frame; ///< the ranges of the axes and what a unit of x is

    Frame frame() const;
    QString emptyText() const;
    QString describe(const ComparedModel& model, const ParetoPoint& point) const;
    void drawFront(const Colors& colors, const Frame& frame);
    void drawPoint(const ParetoPoint& point, const Colors& colors, const Frame& frame);
    void drawLabels(const Colors& colors, const Frame& frame);
    void drawLegend(const Colors& colors);
    void drawArrow(const Colors& colors);

    const Comparison& m_comparison;
};

} // namespace espalier::ui
