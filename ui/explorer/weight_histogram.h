#pragma once

#include "ui/models/histogram.h"
#include "ui/widgets/chart.h"

class QCheckBox;

namespace espalier::ui {

/// The distribution of one module's weights: bars, exact zeros as a bar of their own.
class HistogramChart : public Chart
{
    Q_OBJECT

public:
    explicit HistogramChart(const Theme& theme, QWidget* parent = nullptr);

    void setHistogram(const Histogram& histogram);
    void setReason(const QString& why); ///< shown where there is nothing to draw
    void setLogarithmic(bool on);
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    double binWidth() const;
    QString describe(std::size_t bin) const;

    Histogram m_histogram;
    QString m_reason;
    bool m_logarithmic = false;
};

/// The chart with its switch.
class WeightHistogram : public QWidget
{
    Q_OBJECT

public:
    explicit WeightHistogram(const Theme& theme, QWidget* parent = nullptr);

    void showData(const Histogram& histogram);
    void showNothing(const QString& why);

private:
    HistogramChart* m_chart;
    QCheckBox* m_logarithmic;
};

} // namespace espalier::ui
