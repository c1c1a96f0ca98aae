#pragma once

#include <QFrame>

#include "core/base/cancel.h"
#include "ui/models/plan_cells.h"
#include "ui/theme/theme.h"

class QLabel;
class QPushButton;
class QProgressBar;

namespace espalier::ui {

/// What a cell of the plan strip is made of: a bar for each stage or part of the model. Closes by Esc or a click beside
/// it.
class PlanBreakdownPopup : public QFrame
{
    Q_OBJECT

public:
    /// @param canMeasure offers to measure this machine
    PlanBreakdownPopup(const Theme& theme, const PlanBreakdown& breakdown, bool canMeasure, QWidget* parent);
    ~PlanBreakdownPopup() override; ///< stops a measurement

    void openAbove(const QWidget& cell);

Q_SIGNALS:
    void measured(const espalier::ui::MachineSpeed& speed);

private:
    void measure();

    QLabel* m_sentence;
    QPushButton* m_measure = nullptr;
    QProgressBar* m_progress = nullptr;
    CancelToken m_cancel;
    bool m_isMeasuring = false;
};

} // namespace espalier::ui
