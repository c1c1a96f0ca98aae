#pragma once

#include <memory>
#include <optional>

#include "core/protocol/sweep_job.h"
#include "ui/models/sweep.h"
#include "ui/models/sweep_choice.h"
#include "ui/models/sweep_table.h"
#include "ui/page.h"
#include "ui/worker/sweep_controller.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QSlider;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace espalier::ui {

class BudgetChart;
class EmptyState;
class HeatMap;
class MessageBar;
class ScaleLegend;

/// The Sensitivity page: sweeps of the current model, what each layer loses under each level, and a recipe that loses
/// least within a budget.
class SensitivityPage : public Page
{
    Q_OBJECT

public:
    /// @param workerCommand see WorkerClient
    SensitivityPage(const PageContext& context, const QStringList& workerCommand, QWidget* parent = nullptr);
    ~SensitivityPage() override;

    QString id() const override { return QStringLiteral("sensitivity"); }
    QString title() const override { return tr("Sensitivity"); }
    QString iconName() const override { return QStringLiteral("sensitivity"); }
    QAction* primaryAction() const override;
    QAction* stopAction() const override { return m_cancel; }
    QList<QWidget*> regions() const override;
    QList<QAction*> commands() const override;
    void setActive(bool active) override;

    /// Where sweeps are kept, beside the runs.
    QString folder() const;
    Sweep* sweep() const { return m_sweep; } ///< that is shown; may be null
    SweepController& sweeps() { return m_controller; }
    /// Begins a sweep of its own, or goes on with the one in the job's folder.
    void start(protocol::SweepJob job);
    const std::optional<compress::sensitivity::LayerPlan>& plan() const { return m_plan; }

Q_SIGNALS:
    void busyChanged(bool busy);
    void openModelRequested(); ///< by a dialog

private:
    void setupActions();
    QWidget* setupLeft();
    QWidget* setupHeader();
    QWidget* setupRight();
    void askToSweep();
    void resume();
    void fillSweeps();
    void showSweep(Sweep* sweep);
    void showCells();
    void showProgress();
    void showState();
    void choose(); ///< again by the cells as they are
    void accept(SweepChoicesPtr choices);
    void showPlan();
    void makeRecipe();
    QString budgetText(double limit) const;

    SweepController m_controller;
    QList<Sweep*> m_sweeps;
    Sweep* m_sweep = nullptr;
    SweepChoicesPtr m_choices;
    bool m_choosing = false; ///< off this thread
    bool m_stale = false;    ///< cells came meanwhile
    std::optional<compress::sensitivity::LayerPlan> m_plan;
    SweepTable m_table;

    QAction* m_sweepAction = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_make = nullptr;
    QAction* m_openModel = nullptr;
    QAction* m_asTable = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    MessageBar* m_messages = nullptr;
    QComboBox* m_list = nullptr;
    QLabel* m_badge = nullptr;
    QWidget* m_working = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_eta = nullptr;
    QStackedWidget* m_views = nullptr; ///< the map, or the table
    HeatMap* m_map = nullptr;
    QTableView* m_tableView = nullptr;
    ScaleLegend* m_legend = nullptr;
    QLabel* m_cell = nullptr;
    QComboBox* m_kind = nullptr;
    QSlider* m_slider = nullptr;
    QLabel* m_limit = nullptr;
    BudgetChart* m_chart = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_predicted = nullptr;
};

} // namespace espalier::ui
