#pragma once

#include <vector>

#include "core/model/weight_profile.h"
#include "ui/widgets/chart.h"

class QCheckBox;

namespace espalier::ui {

/// L2 norms of a matrix's rows (outputs) or columns (inputs).
class NormsChart : public Chart
{
    Q_OBJECT

public:
    explicit NormsChart(const Theme& theme, QWidget* parent = nullptr);

    void setProfile(const model::WeightProfile& profile);
    void setReason(const QString& why); ///< shown where there is nothing to draw
    void setSorted(bool on);            ///< largest first, else as the matrix has them
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    bool ofInputs() const { return choice() == 1; }
    /// Places and norms in the order of the chart.
    std::vector<std::pair<std::size_t, double>> ordered() const;

    std::vector<double> m_rows;
    std::vector<double> m_columns;
    QString m_reason;
    bool m_sorted = false;
};

/// The chart with its switch.
class NormsPane : public QWidget
{
    Q_OBJECT

public:
    explicit NormsPane(const Theme& theme, QWidget* parent = nullptr);

    void showProfile(const model::WeightProfile& profile);
    void showNothing(const QString& why);

private:
    NormsChart* m_chart;
    QCheckBox* m_sorted;
};

} // namespace espalier::ui
