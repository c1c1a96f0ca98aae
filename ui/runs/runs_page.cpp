#include "ui/runs/runs_page.h"

#include <QAction>
#include <QDesktopServices>
#include <QGridLayout>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/models/fork_sources.h"
#include "ui/models/format.h"
#include "ui/runs/fork_dialog.h"
#include "ui/runs/layer_chart.h"
#include "ui/runs/module_table.h"
#include "ui/runs/result_card.h"
#include "ui/runs/run_header.h"
#include "ui/runs/run_list.h"
#include "ui/runs/time_charts.h"
#include "ui/widgets/empty_state.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {
namespace {

constexpr int kRefreshMilliseconds = 100; ///< charts redraw at most ten times a second
constexpr int kLogLines = 5000;

QString clock(double seconds)
{
    const int whole = int(seconds);
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

RunsPage::RunsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_figures(std::make_unique<RunFigures>())
{
    setupActions();
    m_list = new RunList(workspace().runs(), theme());
    m_header = new RunHeader({m_showFolder, m_fork, m_cancel, m_export, m_openResult}, {m_resume, m_chat});
    connect(m_header, &RunHeader::stageChosen, this, [this] {
        m_stale = true;
        refresh();
    });

    auto* vertical = new QSplitter(Qt::Vertical);
    vertical->addWidget(setupCharts());
    vertical->addWidget(setupDetails());
    vertical->setStretchFactor(0, 1);
    vertical->setSizes({420, 190});
    vertical->setChildrenCollapsible(false);
    auto* run = new QWidget;
    auto* runLayout = new QVBoxLayout(run);
    runLayout->setContentsMargins(12, 12, 12, 12);
    runLayout->setSpacing(8);
    runLayout->addWidget(m_header);
    runLayout->addWidget(vertical, 1);
    auto* horizontal = new QSplitter;
    horizontal->addWidget(m_list);
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

    connect(m_list, &RunList::runSelected, &workspace(), &Workspace::setCurrentRun);
    connect(m_list, &RunList::removeRequested, this, &RunsPage::removeRun);
    connect(&workspace(), &Workspace::currentRunChanged, this, [this] { followRun(workspace().currentRun()); });
    connect(&workspace(), &Workspace::modelChanged, this, &RunsPage::updateActions);
    connect(&workspace(), &Workspace::recipeChanged, this, &RunsPage::updateActions);
    m_timer.setInterval(kRefreshMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &RunsPage::refresh);
    followRun(workspace().currentRun());
}

void RunsPage::setupActions()
{
    m_cancel = new QAction(tr("Cancel run"), this);
    m_cancel->setToolTip(tr("Stops the run. Finished layers and stages stay, and the run can be resumed."));
    connect(m_cancel, &QAction::triggered, this, [this] { controller().cancel(m_run); });
    m_resume = new QAction(tr("Resume"), this);
    m_resume->setToolTip(tr("Goes on after the last finished layer, as if the run had never stopped."));
    connect(m_resume, &QAction::triggered, this, [this] { controller().resume(m_run); });
    m_fork = new QAction(tr("Fork from layer..."), this);
    m_fork->setToolTip(
        tr("Starts a new run that takes the first layers of this one and applies the current recipe to the rest."));
    connect(m_fork, &QAction::triggered, this, &RunsPage::forkRun);
    m_openResult = new QAction(tr("Open result"), this);
    m_openResult->setToolTip(tr("Opens the smaller model in the Explorer."));
    connect(m_openResult, &QAction::triggered, this, [this] {
        Link link;
        link.model = m_run->resultModel();
        Q_EMIT openRequested(link);
    });
    m_export = new QAction(tr("Export..."), this);
    m_export->setToolTip(tr("Writes the smaller model as GGUF, ONNX or a Hugging Face folder."));
    connect(m_export, &QAction::triggered, this, [this] {
        Link link;
        link.page = QStringLiteral("export");
        link.run = m_run->number();
        Q_EMIT openRequested(link);
    });
    m_chat = new QAction(tr("Chat with it"), this);
    m_chat->setToolTip(tr("Loads the smaller model on the Chat page."));
    connect(m_chat, &QAction::triggered, this, [this] {
        Link link;
        link.page = QStringLiteral("chat");
        link.run = m_run->number();
        Q_EMIT openRequested(link);
    });
    m_showFolder = new QAction(tr("Show folder"), this);
    connect(m_showFolder, &QAction::triggered, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_run->folder())); });
    m_startRun = new QAction(tr("Start run"), this);
    connect(m_startRun, &QAction::triggered, this, [this] {
        if (auto started = controller().start(workspace().currentRequest()); !started) {
            QMessageBox::warning(this, tr("The run did not start"), QString::fromStdString(toString(started.error())));
        }
    });
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
    const auto link = [](Chart* first, Chart* second) { // one crosshair for charts that share their x axis
        connect(first, &Chart::crosshairMoved, second, &Chart::setCrosshair);
        connect(second, &Chart::crosshairMoved, first, &Chart::setCrosshair);
        connect(first, &Chart::crosshairMoved, first, &Chart::setCrosshair);
        connect(second, &Chart::crosshairMoved, second, &Chart::setCrosshair);
    };
    link(m_errors, m_sparsity);
    link(m_quality, m_memory);
    for (Chart* chart : {static_cast<Chart*>(m_errors), static_cast<Chart*>(m_sparsity)}) {
        connect(chart, &Chart::moduleSelected, &workspace(), &Workspace::setSelectedModule);
        connect(chart, &Chart::moduleActivated, this, &RunsPage::openModule);
    }
}

QWidget* RunsPage::setupDetails()
{
    m_result = new ResultCard;
    m_events = new QListWidget;
    m_events->setFrameShape(QFrame::NoFrame);
    m_events->setAccessibleName(tr("Events"));
    connect(m_events, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
        if (const QString module = item->data(Qt::UserRole).toString(); !module.isEmpty()) {
            openModule(module);
        }
    });
    m_log = new QPlainTextEdit;
    m_log->setReadOnly(true);
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setFont(Theme::font(TextStyle::Code));
    m_log->setMaximumBlockCount(kLogLines);
    m_log->setAccessibleName(tr("Log"));
    m_modules = new ModuleTable;
    connect(m_modules, &ModuleTable::moduleActivated, this, &RunsPage::openModule);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_result, tr("Before/after"));
    m_tabs->addTab(m_events, tr("Events"));
    m_tabs->addTab(m_modules, tr("Modules"));
    m_tabs->addTab(m_log, tr("Log"));
    return m_tabs;
}

QAction* RunsPage::primaryAction() const
{
    return m_run == nullptr ? m_startRun : m_chat;
}

QList<QWidget*> RunsPage::regions() const
{
    if (m_run == nullptr) {
        return {m_empty};
    }
    return {m_list, m_quality, m_errors, m_sparsity, m_memory, m_tabs};
}

void RunsPage::showLink(const Link& link)
{
    if (Run* run = workspace().runs().find(link.run)) {
        workspace().setCurrentRun(run);
    }
}

Link RunsPage::location() const
{
    Link link = Page::location();
    link.run = m_run == nullptr ? 0 : m_run->number();
    return link;
}

void RunsPage::setActive(bool active)
{
    m_active = active;
    if (active) {
        refresh();
        m_timer.start();
    } else {
        m_timer.stop();
    }
}

void RunsPage::followRun(Run* run)
{
    if (run == nullptr && !workspace().runs().runs().isEmpty()) {
        workspace().setCurrentRun(workspace().runs().runs().last());
        return;
    }
    if (m_run != nullptr) {
        disconnect(m_run, nullptr, this, nullptr);
    }
    m_run = run;
    m_figures = std::make_unique<RunFigures>();
    m_eventsTaken = 0;
    m_markersShown = m_logShown = m_workerLogShown = 0;
    m_events->clear();
    m_log->clear();
    m_stack->setCurrentIndex(run == nullptr ? 0 : 1);
    m_quality->setRun(m_figures.get());
    m_errors->setRun(m_figures.get());
    m_sparsity->setRun(m_figures.get());
    m_memory->setRun(m_figures.get());
    m_modules->setFigures(m_figures.get());
    if (run != nullptr) {
        m_list->setCurrentRun(run);
        const auto stale = [this] { m_stale = true; };
        connect(run, &Run::eventAppended, this, stale);
        connect(run, &Run::logAppended, this, stale);
        connect(run, &Run::progressChanged, this, stale);
        connect(run, &Run::stateChanged, this, [this] {
            m_stale = true;
            updateActions();
            refresh();
        });
    }
    m_stale = true;
    updateActions();
    refresh();
}

void RunsPage::takeNewEvents()
{
    const auto& events = m_run->events();
    for (; m_eventsTaken < events.size(); ++m_eventsTaken) {
        m_figures->apply(events[m_eventsTaken]);
    }
}

void RunsPage::refresh()
{
    if (!m_stale || !m_active || m_run == nullptr) {
        return;
    }
    m_stale = false;
    takeNewEvents();
    m_header->showRun(m_run, *m_figures);
    for (LayerChart* chart : {m_errors, m_sparsity}) {
        chart->setStage(m_header->chosenStage());
    }
    for (Chart* chart : std::initializer_list<Chart*>{m_quality, m_errors, m_sparsity, m_memory}) {
        chart->refresh();
    }
    refreshDetails();
}

void RunsPage::refreshDetails()
{
    m_result->showRun(m_run, *m_figures);
    m_modules->update();
    const auto& markers = m_figures->markers();
    for (; m_markersShown < int(markers.size()); ++m_markersShown) {
        const auto& marker = markers[std::size_t(m_markersShown)];
        auto* item = new QListWidgetItem(QStringLiteral("%1  %2").arg(clock(marker.at), marker.text), m_events);
        item->setData(Qt::UserRole, marker.module);
        if (marker.level == QLatin1String("warning")) {
            item->setIcon(theme().icon(QStringLiteral("warning"), &Colors::warning));
        } else if (marker.level == QLatin1String("error")) {
            item->setIcon(theme().icon(QStringLiteral("error"), &Colors::error));
        } else {
            item->setIcon(theme().icon(QStringLiteral("info"), &Colors::accent));
        }
    }
    const auto& log = m_figures->log();
    for (; m_logShown < int(log.size()); ++m_logShown) {
        const auto& line = log[std::size_t(m_logShown)];
        m_log->appendPlainText(QStringLiteral("%1  %2  %3").arg(clock(line.at), line.level, line.text));
    }
    const QStringList& worker = m_run->workerLog();
    const int dropped = m_run->logLinesDropped(); // the run keeps only the newest lines
    m_workerLogShown = std::max(m_workerLogShown, dropped);
    for (; m_workerLogShown < dropped + int(worker.size()); ++m_workerLogShown) {
        m_log->appendPlainText(worker[m_workerLogShown - dropped]);
    }
    m_tabs->setTabText(m_tabs->indexOf(m_events), tr("Events %1").arg(markers.size()));
}

void RunsPage::updateActions()
{
    const bool cancellable =
        m_run != nullptr && (m_run->state() == RunState::Running || m_run->state() == RunState::Waiting);
    m_cancel->setEnabled(cancellable);
    m_cancel->setVisible(m_run != nullptr && (cancellable || m_run->state() == RunState::Stopping));
    const bool resumable = m_run != nullptr && m_run->canGoOn() && !m_run->request().job.recipeText.empty();
    m_resume->setEnabled(resumable);
    m_resume->setVisible(resumable);
    const bool forkable = m_run != nullptr && !m_run->isActive() && !forkSources(*m_run).empty();
    m_fork->setEnabled(forkable);
    m_fork->setVisible(forkable);
    const bool hasResult = m_run != nullptr && !m_run->resultModel().isEmpty();
    m_openResult->setEnabled(hasResult);
    m_openResult->setVisible(hasResult);
    m_export->setEnabled(hasResult);
    m_export->setVisible(hasResult);
    m_chat->setEnabled(hasResult);
    m_chat->setVisible(hasResult);
    m_showFolder->setEnabled(m_run != nullptr);
    const bool ready = workspace().model() != nullptr && !workspace().recipe().text.isEmpty();
    m_startRun->setEnabled(ready);
    m_startRun->setToolTip(ready ? tr("Applies the current recipe to the current model.")
                                 : tr("Open a model and a recipe first."));
}

void RunsPage::openModule(const QString& module)
{
    Link link;
    link.page = QStringLiteral("explorer");
    link.model = m_run->resultModel();
    link.module = module;
    Q_EMIT openRequested(link);
}

void RunsPage::forkRun()
{
    const RecipeState& recipe = workspace().recipe();
    RunRequest request = m_run->request();
    if (!recipe.text.isEmpty()) {
        request.recipeName = recipe.name;
        request.job.recipePath = recipe.path.toStdString();
        request.job.recipeText = recipe.text.toStdString();
    }
    ForkDialog dialog(m_run->title(), forkSources(*m_run), request.recipeName, this);
    if (dialog.exec() != QDialog::Accepted) {
        return;
    }
    request.job.forkFrom = dialog.source().folder.toStdString();
    request.job.forkLayer = dialog.layer();
    if (auto started = controller().start(request); !started) {
        QMessageBox::warning(this, tr("The run did not start"), QString::fromStdString(toString(started.error())));
    }
}

void RunsPage::removeRun(Run* run)
{
    const auto answer = QMessageBox::question(
        this, tr("Delete %1").arg(run->title()),
        tr("The run's results and log in %1 will be deleted. This cannot be undone.").arg(run->folder()),
        QMessageBox::Cancel | QMessageBox::Discard, QMessageBox::Cancel);
    if (answer != QMessageBox::Discard) {
        return;
    }
    if (run == m_run) {
        workspace().setCurrentRun(nullptr);
    }
    if (auto removed = workspace().runs().remove(run); !removed) {
        QMessageBox::warning(this, tr("The run was not deleted"), QString::fromStdString(toString(removed.error())));
    }
}

} // namespace espalier::ui
