#pragma once

#include <array>

#include <QPointer>
#include <QWidget>

#include "ui/models/plan_cells.h"
#include "ui/models/recipe_planner.h"
#include "ui/theme/theme.h"

class QLabel;
class QSettings;

namespace espalier::ui {

class MessageBar;
class PlanBreakdownPopup;
class PlanCellButton;

/// What the recipe would do, in one line: parameters, size, memory, disk, time, speed. Each cell opens its breakdown;
/// what exceeds memory or disk is said above, with a button that mends it. One stop for Tab; arrows move between cells.
class PlanStrip : public QWidget
{
    Q_OBJECT

public:
    PlanStrip(const Theme& theme, QSettings& settings, QWidget* parent = nullptr);

    /// @param job samples, window, texts and limits of a run
    void setRecipe(const RecipeAnalysisPtr& analysis, const protocol::CompressJob& job, const QString& outputFolder);
    const RecipePlanner& planner() const { return m_planner; }
    PlanCellButton* cell(PlanCell which) const { return m_cells[std::size_t(which)]; }

Q_SIGNALS:
    /// A remedy: other calibration samples and windows, and whether an evaluation text stays.
    void dataRequested(int samples, int windowTokens, bool evaluate);
    void settingsRequested(); ///< where the memory of a run is set
    void runsRequested();     ///< where old runs are removed

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void showPlan();
    void showProblem();
    void open(PlanCell which);
    void readSpeed();

    const Theme& m_theme;
    QSettings& m_settings;
    RecipePlanner m_planner;
    MessageBar* m_problem;
    QLabel* m_state;
    std::array<PlanCellButton*, kPlanCells.size()> m_cells{};
    QPointer<PlanBreakdownPopup> m_popup;
};

} // namespace espalier::ui
