#pragma once

#include <functional>
#include <memory>

#include <QTimer>

#include "ui/models/run_figures.h"
#include "ui/page.h"

class QMenu;
class QStackedWidget;

namespace espalier::ui {

class Chart;
struct ChartPoint;
class EmptyState;
class LayerChart;
class MemoryChart;
class MessageBar;
class QualityChart;
class RunDetails;
class RunHeader;
class RunPanel;

/// The Runs page: the queue and history at the left, the current run's charts, events, log, modules and figures.
/// The current run is the workspace's. Charts and tables follow from a timer, and only while the page is visible.
class RunsPage : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("runs"); }
    QString title() const override { return tr("Runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }
    QAction* primaryAction() const override;
    QWidget* filterField() const override;
    QList<QWidget*> regions() const override;
    QList<QAction*> commands() const override;
    void showLink(const Link& link) override;
    Link location() const override;
    void setActive(bool active) override;

private:
    // runs_page_layout.cpp
    void setupActions();
    void setupResultActions();
    void setupLayout();
    QWidget* setupCharts();
    void connectCharts();
    void connectList();
    QAction* addPageAction(const QString& text, const QString& toolTip, const std::function<void()>& run);

    void followRun(Run* run);
    void takeNewEvents();
    void refresh();
    void updateActions();
    void moveCrosshair(const Chart* from, double x);
    void openModule(const QString& module);
    void openRun(const QString& page);

    // runs_page_commands.cpp
    void extendMenu(QMenu& menu, const ChartPoint& point);
    void askToRemove(Run* run);
    void remove(Run* run, bool toTrash);
    void forkRun(int layer = -1); ///< -1: the dialog's own proposal
    void startRun(const RunRequest& request);
    void pinRun(Run* run);
    void renameRun(Run* run);
    void saveReport(Run* run);
    void moveInQueue(Run* run, int steps);

    Run* m_run = nullptr;
    std::unique_ptr<RunFigures> m_figures; ///< of m_run
    std::size_t m_eventsTaken = 0;
    bool m_active = false;
    bool m_stale = true; ///< something came since the last redraw
    QTimer m_timer;

    QAction* m_pause = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_fork = nullptr;
    QAction* m_openResult = nullptr;
    QAction* m_chat = nullptr;
    QAction* m_export = nullptr;
    QAction* m_report = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_delete = nullptr;
    QAction* m_showFolder = nullptr;
    QAction* m_startRun = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    MessageBar* m_messages = nullptr;
    RunPanel* m_panel = nullptr;
    RunHeader* m_header = nullptr;
    QualityChart* m_quality = nullptr;
    LayerChart* m_errors = nullptr;
    LayerChart* m_sparsity = nullptr;
    MemoryChart* m_memory = nullptr;
    RunDetails* m_details = nullptr;
};

} // namespace espalier::ui
