#pragma once

#include <vector>

#include "ui/models/run_figures.h"
#include "ui/widgets/chart.h"

namespace espalier::ui {

/// Quality as it develops: perplexity or its divergence from the dense model, probed between layers (dots) and on
/// held-out text (triangles), or the loss of training with its moving average. Perplexities have the dense line; their
/// axis is logarithmic once the largest is more than four times the smallest.
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
    enum Figure { Perplexity, Divergence, Loss };

    void drawFigures(const Colors& colors);
    void drawLosses(const Colors& colors);
    void drawDenseLine(const Colors& colors, double dense, double end);
    void drawStages(const Colors& colors, double secondsPerUnit);
    std::vector<const RunFigures::LossRow*> losses() const; ///< of whole models; if there are none, of single layers

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
