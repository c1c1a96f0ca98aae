#pragma once

#include <optional>

#include "ui/models/sweep_choice.h"
#include "ui/widgets/chart.h"

namespace espalier::ui {

/// What is predicted of each size: a curve with its band, the choice at hand as a point.
class BudgetChart : public Chart
{
    Q_OBJECT

public:
    explicit BudgetChart(const Theme& theme, QWidget* parent = nullptr);

    void setChoices(SweepChoicesPtr choices);
    void setPlan(const std::optional<compress::sensitivity::LayerPlan>& plan) { m_plan = plan; }
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    bool showsPerplexity() const { return choice() == 1; }

    SweepChoicesPtr m_choices;
    std::optional<compress::sensitivity::LayerPlan> m_plan;
};

} // namespace espalier::ui
