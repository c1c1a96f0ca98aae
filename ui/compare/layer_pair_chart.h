#pragma once

#include <vector>

#include "ui/models/layer_comparison.h"
#include "ui/widgets/chart.h"

namespace espalier::ui {

/// Errors of two runs over the decoder layers, or how many times larger the second's are.
class LayerPairChart : public Chart
{
    Q_OBJECT

public:
    enum class Figure { Errors, Ratio };

    LayerPairChart(const Theme& theme, Figure figure, QWidget* parent = nullptr);

    /// @param colorSlots of the two: see runColor()
    void setPair(const QStringList& names, const std::vector<int>& colorSlots, std::vector<LayerPair> layers);
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    void drawErrors(const Colors& colors, QList<ChartPoint>& points);
    void drawRatio(const Colors& colors, QList<ChartPoint>& points);

    const Figure m_figure;
    QStringList m_names = {QString(), QString()};
    std::vector<int> m_slots = {0, 1};
    std::vector<LayerPair> m_layers;
};

} // namespace espalier::ui
