#pragma once

#include "ui/models/run_figures.h"
#include "ui/widgets/chart.h"

namespace espalier::ui {

/// Perplexity as it develops: probes between layers (dots), held-out figures (triangles), the dense line. The vertical
/// axis is logarithmic once the largest figure is more than four times the smallest.
class QualityChart : public Chart
{
    Q_OBJECT

public:
    explicit QualityChart(const Theme& theme, QWidget* parent = nullptr);

    void setRun(const RunFigures* run);
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    void drawDenseLine(const Colors& colors, double dense, double end);
    const RunFigures* m_run = nullptr;
};

/// The worker's own memory over time.
class MemoryChart : public Chart
{
    Q_OBJECT

public:
    explicit MemoryChart(const Theme& theme, QWidget* parent = nullptr);

    void setRun(const RunFigures* run);
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    const RunFigures* m_run = nullptr;
};

} // namespace espalier::ui
