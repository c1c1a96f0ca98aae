#pragma once

#include <map>
#include <vector>

#include "ui/models/run_figures.h"
#include "ui/widgets/chart.h"

namespace espalier::ui {

/// A figure of every module over the decoder layers: one column a layer, one mark a role (q k v o gate up down). Below
/// 12 pixels a column it draws the median, the 10-90 % band and the worst module instead. A figure of whole layers is a
/// line.
class LayerChart : public Chart
{
    Q_OBJECT

public:
    enum class Figure { RelativeError, DenseError, SignalToNoise, Divergence, Sparsity };

    /// @param figures that the reader can choose from; the title is that of the first
    LayerChart(const Theme& theme, std::vector<Figure> figures, QWidget* parent = nullptr);

    static QString axisTitle(Figure figure);

    void setRun(const RunFigures* run);
    /// Only what this stage did; empty: the last that any stage did to each module.
    void setStage(const QString& stage);
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    Figure figure() const { return m_figures[std::size_t(choice())]; }
    bool logarithmic() const { return figure() != Figure::Sparsity && figure() != Figure::SignalToNoise; }
    std::map<QString, const RunFigures::ModuleRow*> latestRows() const; ///< by module name
    QList<ChartPoint> layerPoints() const;                              ///< of Figure::Divergence
    std::vector<double> values() const;                                 ///< all that are drawn
    QString emptyText() const;
    void drawLayers(const Colors& colors, QList<ChartPoint>& points);
    std::optional<double> valueOf(const RunFigures::ModuleRow& row) const;
    void drawMarks(const Colors& colors, QList<ChartPoint>& points);
    void drawNoted(const Colors& colors, const QList<ChartPoint>& points);
    void drawBand(const Colors& colors, QList<ChartPoint>& points);
    void drawTarget(const Colors& colors);
    void drawCurrentColumn(const Colors& colors);
    void chooseRanges(const std::vector<double>& drawn);

    std::vector<Figure> m_figures;
    const RunFigures* m_run = nullptr;
    QString m_stage;
};

} // namespace espalier::ui
