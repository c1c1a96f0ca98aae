#pragma once

#include <vector>

#include "ui/models/run_figures.h"
#include "ui/widgets/chart.h"

class QSpinBox;

namespace espalier::ui {

/// A chart over the active time of a run: pauses are cut.
class TimeChart : public Chart
{
    Q_OBJECT

public:
    using Chart::Chart;

    void setRun(const RunFigures* run);
    double secondsPerUnit() const { return m_secondsPerUnit; } ///< of the x axis

protected:
    void chooseUnit(); ///< of the x axis, by how long the run took so far
    /// Stages as lines with their names, pauses as double slashes, ends of layers as ticks: wherever a run can go on.
    void drawTimes(const Colors& colors);
    double onAxis(double seconds) const { return seconds / m_secondsPerUnit; }

    const RunFigures* m_run = nullptr;

private:
    void drawTick(double at, const Colors& colors);
    void drawPause(const RunFigures::PauseRow& pause, const Colors& colors);

    double m_secondsPerUnit = 1.0;
};

/// Quality as it develops: perplexity or its divergence from the dense model, probed between layers (dots) and on
/// held-out text (triangles), or the loss of training with its moving average. Perplexities have the dense line; their
/// axis is logarithmic once the largest is more than four times the smallest.
class QualityChart : public TimeChart
{
    Q_OBJECT

public:
    explicit QualityChart(const Theme& theme, QWidget* parent = nullptr);

    QList<QStringList> table() const override;
    int halfLife() const; ///< of the moving average of losses, in steps

Q_SIGNALS:
    void halfLifeChosen(int steps);

protected:
    void draw(const Colors& colors) override;

private:
    enum Figure { Perplexity, Divergence, Loss };

    void drawFigures(const Colors& colors);
    void drawLosses(const Colors& colors);
    void drawDenseLine(const Colors& colors, double dense, double end);
    std::vector<const RunFigures::LossRow*> losses() const; ///< of whole models; if there are none, of single layers

    QSpinBox* m_halfLife;
};

/// The worker's own memory over time.
class MemoryChart : public TimeChart
{
    Q_OBJECT

public:
    explicit MemoryChart(const Theme& theme, QWidget* parent = nullptr);

    QList<QStringList> table() const override;
    void setBudget(std::uint64_t bytes) { m_budget = bytes; } ///< that the run was to stay within; 0: none

protected:
    void draw(const Colors& colors) override;

private:
    std::uint64_t m_budget = 0;
};

} // namespace espalier::ui
