// What the Runs page is made of.
#include <QAction>
#include <QDesktopServices>
#include <QGridLayout>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/runs/layer_chart.h"
#include "ui/runs/run_details.h"
#include "ui/runs/run_header.h"
#include "ui/runs/run_panel.h"
#include "ui/runs/runs_page.h"
#include "ui/runs/time_charts.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {

QAction* RunsPage::addPageAction(const QString& text, const QString& toolTip, const std::function<void()>& run)
{
    auto* action = new QAction(text, this);
    action->setToolTip(toolTip);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void RunsPage::setupActions()
{
    m_pause = addPageAction(tr("Pause"),
                            tr("The run stands still at once and keeps its memory; Continue goes on in the same place. "
                               "To free the memory, cancel: Resume goes on after the last finished layer."),
                            [this] {
                                if (m_run->state() == RunState::Paused) {
                                    controller().goOn(m_run);
                                } else {
                                    controller().pause(m_run);
                                }
                            });
    m_cancel = addPageAction(tr("Cancel run"),
                             tr("Stops the run. Finished layers and stages stay, and the run can be resumed."),
                             [this] { controller().cancel(m_run); });
    m_resume =
        addPageAction(tr("Resume"), tr("Goes on after the last finished layer, as if the run had never stopped."),
                      [this] { controller().resume(m_run); });
    m_fork = addPageAction(
        tr("Fork from layer..."),
        tr("Starts a new run that takes the first layers of this one and applies the current recipe to the rest."),
        [this] { forkRun(); });
    m_startRun = addPageAction(tr("Start run"), {}, [this] { startRun(workspace().currentRequest()); });
    m_rename = addPageAction(tr("Rename run..."), tr("Gives the run a name of your own, in its notes."),
                             [this] { renameRun(m_run); });
    m_delete = addPageAction(tr("Delete run..."), tr("Asks first, and says how much the run holds."),
                             [this] { askToRemove(m_run); });
    m_report = addPageAction(tr("Save report..."),
                             tr("Model, recipe, figures, charts, modules and notes in one HTML or PDF file."),
                             [this] { saveReport(m_run); });
    m_showFolder = addPageAction(tr("Show folder"), tr("Opens the run's folder in the file manager."),
                                 [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_run->folder())); });
}

void RunsPage::setupResultActions()
{
    m_openResult = addPageAction(tr("Open result"), tr("Opens the smaller model in the Explorer."), [this] {
        Link link;
        link.model = m_run->resultModel();
        Q_EMIT openRequested(link);
    });
    m_export = addPageAction(tr("Export..."), tr("Writes the smaller model as GGUF, ONNX or a Hugging Face folder."),
                             [this] { openRun(QStringLiteral("export")); });
    m_chat = addPageAction(tr("Chat with it"), tr("Loads the smaller model on the Chat page."),
                           [this] { openRun(QStringLiteral("chat")); });
}

void RunsPage::setupLayout()
{
    m_panel = new RunPanel(workspace().runs(), controller(), theme());
    m_header = new RunHeader({m_fork, m_pause, m_cancel, m_export, m_openResult}, {m_resume, m_chat},
                             {m_report, m_rename, m_showFolder, m_delete});
    connect(m_header, &RunHeader::stageChosen, this, [this] {
        m_stale = true;
        refresh();
    });
    m_messages = new MessageBar(theme());
    m_details = new RunDetails(workspace().runs(), theme());
    connect(m_details, &RunDetails::moduleActivated, this, &RunsPage::openModule);
    auto* vertical = new QSplitter(Qt::Vertical);
    vertical->addWidget(setupCharts());
    vertical->addWidget(m_details);
    vertical->setStretchFactor(0, 1);
    vertical->setSizes({420, 190});
    vertical->setChildrenCollapsible(false);
    auto* run = new QWidget;
    auto* runLayout = new QVBoxLayout(run);
    runLayout->setContentsMargins(12, 12, 12, 12);
    runLayout->setSpacing(8);
    runLayout->addWidget(m_header);
    runLayout->addWidget(m_messages);
    runLayout->addWidget(vertical, 1);
    auto* horizontal = new QSplitter;
    horizontal->addWidget(m_panel);
    horizontal->addWidget(run);
    horizontal->setStretchFactor(1, 1);
    horizontal->setSizes({240, 984});
    m_empty = new EmptyState(iconName(), tr("No runs yet"),
                             tr("A run applies a recipe to a model and shows each layer as it finishes."));
    m_empty->addAction(m_startRun);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_empty);
    m_stack->addWidget(horizontal);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connectList();
}

void RunsPage::connectList()
{
    RunList* list = m_panel->list();
    connect(list, &RunList::runSelected, &workspace(), &Workspace::setCurrentRun);
    connect(list, &RunList::removeRequested, this, &RunsPage::askToRemove);
    connect(list, &RunList::renameRequested, this, &RunsPage::renameRun);
    connect(list, &RunList::pinRequested, this, &RunsPage::pinRun);
    connect(list, &RunList::reportRequested, this, &RunsPage::saveReport);
    connect(list, &RunList::cancelRequested, this, [this](Run* run) { controller().cancel(run); });
    connect(list, &RunList::moveRequested, this, &RunsPage::moveInQueue);
}

QWidget* RunsPage::setupCharts()
{
    m_quality = new QualityChart(theme());
    using Figure = LayerChart::Figure;
    m_errors =
        new LayerChart(theme(), {Figure::RelativeError, Figure::DenseError, Figure::SignalToNoise, Figure::Divergence});
    m_sparsity = new LayerChart(theme(), {Figure::Sparsity});
    m_memory = new MemoryChart(theme());
    auto* charts = new QWidget;
    auto* grid = new QGridLayout(charts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(8);
    grid->addWidget(m_quality, 0, 0);
    grid->addWidget(m_errors, 0, 1);
    grid->addWidget(m_sparsity, 1, 0);
    grid->addWidget(m_memory, 1, 1);
    for (int i = 0; i < 2; ++i) {
        grid->setColumnStretch(i, 1);
        grid->setRowStretch(i, 1);
    }
    connectCharts();
    return charts;
}

void RunsPage::connectCharts()
{
    for (Chart* chart : std::initializer_list<Chart*>{m_quality, m_errors, m_sparsity, m_memory}) {
        connect(chart, &Chart::crosshairMoved, this, [this, chart](double x) { moveCrosshair(chart, x); });
        connect(chart, &Chart::moduleSelected, &workspace(), &Workspace::setSelectedModule);
        connect(chart, &Chart::moduleSelected, this, [this](const QString& name) { m_details->selectModule(name); });
        connect(chart, &Chart::moduleActivated, this, &RunsPage::openModule);
        connect(chart, &Chart::menuRequested, this,
                [this](QMenu* menu, const ChartPoint& point) { extendMenu(*menu, point); });
    }
    connect(m_quality, &QualityChart::halfLifeChosen, this, [this](int steps) {
        m_figures->setLossHalfLife(steps);
        m_quality->refresh();
    });
}

} // namespace espalier::ui
