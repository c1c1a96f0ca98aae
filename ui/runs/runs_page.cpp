#include "ui/runs/runs_page.h"

#include <cmath>
#include <limits>

#include <QAction>
#include <QLineEdit>
#include <QStackedWidget>

#include "ui/models/fork_sources.h"
#include "ui/models/format.h"
#include "ui/runs/layer_chart.h"
#include "ui/runs/run_details.h"
#include "ui/runs/run_header.h"
#include "ui/runs/run_panel.h"
#include "ui/runs/time_charts.h"
#include "ui/widgets/empty_state.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {

namespace {
constexpr int kRefreshMilliseconds = 100; ///< charts redraw at most ten times a second
}

RunsPage::RunsPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_figures(std::make_unique<RunFigures>())
{
    setupActions();
    setupResultActions();
    setupLayout();
    connect(&workspace(), &Workspace::currentRunChanged, this, [this] { followRun(workspace().currentRun()); });
    connect(&workspace(), &Workspace::modelChanged, this, &RunsPage::updateActions);
    connect(&workspace(), &Workspace::recipeChanged, this, &RunsPage::updateActions);
    m_timer.setInterval(kRefreshMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &RunsPage::refresh);
    followRun(workspace().currentRun());
}

QAction* RunsPage::primaryAction() const
{
    return m_run == nullptr ? m_startRun : m_chat->isEnabled() ? m_chat : m_resume;
}

QWidget* RunsPage::filterField() const
{
    QWidget* inLog = m_details->isAncestorOf(focusWidget()) ? m_details->logFilter() : nullptr;
    return inLog != nullptr ? inLog : m_panel->filterField();
}

QList<QWidget*> RunsPage::regions() const
{
    if (m_run == nullptr) {
        return {m_empty};
    }
    return {m_panel->list(), m_quality, m_errors, m_sparsity, m_memory, m_details};
}

QList<QAction*> RunsPage::commands() const
{
    return {m_pause,  m_cancel, m_resume, m_fork,       m_chat,      m_export,
            m_report, m_rename, m_delete, m_openResult, m_showFolder};
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
    const auto previous = std::move(m_figures); // until nothing shows them any more
    m_figures = std::make_unique<RunFigures>();
    m_figures->setLossHalfLife(m_quality->halfLife());
    m_eventsTaken = 0;
    m_stack->setCurrentIndex(run == nullptr ? 0 : 1);
    for (TimeChart* chart : std::initializer_list<TimeChart*>{m_quality, m_memory}) {
        chart->setRun(m_figures.get());
    }
    for (LayerChart* chart : {m_errors, m_sparsity}) {
        chart->setRun(m_figures.get());
    }
    m_details->setRun(run, m_figures.get());
    if (run != nullptr) {
        constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
        m_memory->setBudget(std::uint64_t(run->request().job.memoryGiB * kGiB));
        m_panel->list()->setCurrentRun(run);
        const auto stale = [this] { m_stale = true; };
        connect(run, &Run::eventAppended, this, stale);
        connect(run, &Run::logAppended, this, stale);
        connect(run, &Run::progressChanged, this, stale);
        connect(run, &Run::notesChanged, this, stale);
        connect(run, &Run::stateChanged, this, [this] {
            m_stale = true;
            updateActions();
            if (m_run->state() == RunState::Finished) {
                m_details->showResult();
            }
            refresh();
        });
        if (run->state() == RunState::Finished) {
            m_details->showResult();
        }
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
    m_details->update();
    m_pause->setEnabled(m_run->state() == RunState::Paused || controller().canPause(m_run));
}

void RunsPage::updateActions()
{
    const auto offer = [](QAction* action, bool on) {
        action->setEnabled(on);
        action->setVisible(on);
    };
    const bool paused = m_run != nullptr && m_run->state() == RunState::Paused;
    const bool working = m_run != nullptr && (m_run->state() == RunState::Running || paused);
    const bool waiting = m_run != nullptr && m_run->state() == RunState::Waiting;
    m_pause->setText(paused ? tr("Continue") : tr("Pause"));
    m_pause->setVisible(working);
    m_pause->setEnabled(paused || controller().canPause(m_run));
    m_cancel->setEnabled(working || waiting);
    m_cancel->setVisible(working || waiting || (m_run != nullptr && m_run->state() == RunState::Stopping));
    offer(m_resume, m_run != nullptr && m_run->canGoOn() && !m_run->request().job.recipeText.empty());
    offer(m_fork, m_run != nullptr && !m_run->isActive() && !forkSources(*m_run).empty());
    const bool hasResult = m_run != nullptr && !m_run->resultModel().isEmpty();
    for (QAction* action : {m_openResult, m_export, m_chat}) {
        offer(action, hasResult);
    }
    for (QAction* action : {m_showFolder, m_rename, m_report}) {
        action->setEnabled(m_run != nullptr);
    }
    m_delete->setEnabled(m_run != nullptr && !working && !waiting && !m_run->isActive());
    const bool ready = workspace().model() != nullptr && !workspace().recipe().text.isEmpty();
    m_startRun->setEnabled(ready);
    m_startRun->setToolTip(ready ? tr("Applies the current recipe to the current model.")
                                 : tr("Open a model and a recipe first."));
}

/// One crosshair on all charts: a place in time is the layer that was in work then.
void RunsPage::moveCrosshair(const Chart* from, double x)
{
    const bool overLayers = from == m_errors || from == m_sparsity;
    double layer = std::numeric_limits<double>::quiet_NaN();
    double seconds = layer;
    if (overLayers && std::isfinite(x)) {
        layer = x;
        seconds = m_figures->timeOfLayer(int(std::lround(x))).value_or(seconds);
    } else if (std::isfinite(x)) {
        seconds = x * m_quality->secondsPerUnit();
        const int found = m_figures->layerAt(seconds);
        layer = found < 0 ? layer : double(found);
    }
    for (LayerChart* chart : {m_errors, m_sparsity}) {
        chart->setCrosshair(layer);
    }
    m_quality->setCrosshair(seconds / m_quality->secondsPerUnit());
    m_memory->setCrosshair(seconds / m_memory->secondsPerUnit());
}

void RunsPage::openModule(const QString& module)
{
    Link link;
    link.page = QStringLiteral("explorer");
    link.model = m_run->resultModel();
    link.module = module;
    Q_EMIT openRequested(link);
}

void RunsPage::openRun(const QString& page)
{
    Link link;
    link.page = page;
    link.run = m_run->number();
    Q_EMIT openRequested(link);
}

} // namespace espalier::ui
