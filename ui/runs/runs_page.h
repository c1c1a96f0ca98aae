#pragma once

#include <memory>

#include <QTimer>

#include "ui/models/run_figures.h"
#include "ui/page.h"

class QListWidget;
class QPlainTextEdit;
class QStackedWidget;
class QTabWidget;

namespace espalier::ui {

class Chart;
class EmptyState;
class LayerChart;
class MemoryChart;
class ModuleTable;
class QualityChart;
class ResultCard;
class RunHeader;
class RunList;

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
    QList<QWidget*> regions() const override;
    QList<QAction*> commands() const override
    {
        return {m_cancel, m_resume, m_fork, m_chat, m_export, m_openResult, m_showFolder};
    }
    void showLink(const Link& link) override;
    Link location() const override;
    void setActive(bool active) override;

private:
    void setupActions();
    QWidget* setupCharts();
    QWidget* setupDetails();
    void connectCharts();
    void followRun(Run* run);
    void takeNewEvents();
    void refresh();
    void refreshDetails();
    void updateActions();
    void openModule(const QString& module);
    void removeRun(Run* run);
    void forkRun();

    Run* m_run = nullptr;
    std::unique_ptr<RunFigures> m_figures; ///< of m_run
    std::size_t m_eventsTaken = 0;
    int m_markersShown = 0;
    int m_logShown = 0;
    int m_workerLogShown = 0; ///< of all lines that ever came
    bool m_active = false;
    bool m_stale = true; ///< something came since the last redraw
    QTimer m_timer;

    QAction* m_cancel = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_fork = nullptr;
    QAction* m_openResult = nullptr;
    QAction* m_chat = nullptr;
    QAction* m_export = nullptr;
    QAction* m_showFolder = nullptr;
    QAction* m_startRun = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    RunList* m_list = nullptr;
    RunHeader* m_header = nullptr;
    QualityChart* m_quality = nullptr;
    LayerChart* m_errors = nullptr;
    LayerChart* m_sparsity = nullptr;
    MemoryChart* m_memory = nullptr;
    QTabWidget* m_tabs = nullptr;
    QListWidget* m_events = nullptr;
    QPlainTextEdit* m_log = nullptr;
    ModuleTable* m_modules = nullptr;
    ResultCard* m_result = nullptr;
};

} // namespace espalier::ui
