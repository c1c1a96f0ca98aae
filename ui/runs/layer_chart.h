#pragma once

#include <map>

#include "ui/models/run_figures.h"
#include "ui/widgets/chart.h"

namespace espalier::ui {

/// A figure of every module over the decoder layers: one column a layer, one mark a role (q k v o gate up down). Below
/// 12 pixels a column it draws the median, the 10-90 % band and the worst module instead.
class LayerChart : public Chart
{
    Q_OBJECT

public:
    enum class Figure { RelativeError, Sparsity };

    LayerChart(const Theme& theme, Figure figure, QWidget* parent = nullptr);

    void setRun(const RunFigures* run);
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    std::map<QString, const RunFigures::ModuleRow*> latestRows() const; ///< by module name
    std::optional<double> valueOf(const RunFigures::ModuleRow& row) const;
    void drawMarks(const Colors& colors, QList<ChartPoint>& points);
    void drawBand(const Colors& colors, QList<ChartPoint>& points);
    void drawTarget(const Colors& colors);
    void drawCurrentColumn(const Colors& colors);
    void chooseRanges();

    Figure m_figure;
    const RunFigures* m_run = nullptr;
};

} // namespace espalier::ui
