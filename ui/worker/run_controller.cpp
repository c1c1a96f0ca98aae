#include "ui/worker/run_controller.h"

#include <algorithm>

#include <QDir>

#include "ui/worker/worker_client.h"

namespace espalier::ui {

RunController::RunController(Workspace& workspace, QStringList workerCommand, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_workerCommand(std::move(workerCommand))
{
    connect(&workspace.runs(), &RunHistory::aboutToRemove, this, &RunController::forget);
}

RunController::~RunController()
{
    Run* working = m_current;
    m_client.reset();
    dropOtherRanks();
    m_current = nullptr;
    if (working && working->isActive()) {
        working->fail({"interrupted", "The app was closed.", ""});
    }
    if (working && working->failure()) {
        RunHistory::tidy(*working, *working->failure());
    }
    for (Run* waiting : m_queue) {
        waiting->setState(RunState::Interrupted);
    }
}

Result<Run*> RunController::start(const RunRequest& request)
{
    if (request.job.model.empty()) {
        return Error{"run.model", "There is no model to work on. Open a model first.", ""};
    }
    if (request.job.recipeText.empty()) {
        return Error{"run.recipe", "The recipe is empty. Choose a template or open a recipe file.", ""};
    }
    auto run = m_workspace.runs().create(request);
    if (!run) {
        return run;
    }
    m_queue << *run;
    Q_EMIT queueChanged();
    m_workspace.setCurrentRun(*run);
    startNext();
    return run;
}

void RunController::resume(Run* run)
{
    if (!run->canGoOn() || run == m_current || m_queue.contains(run)) {
        return; // its worker is not quite gone yet, or it waits already
    }
    run->goOn();
    m_queue << run;
    Q_EMIT queueChanged();
    m_workspace.setCurrentRun(run);
    startNext();
}

void RunController::cancel(Run* run)
{
    if (m_queue.removeOne(run)) { // also one that was resumed before its old worker was gone
        run->setState(RunState::Cancelled);
        Q_EMIT queueChanged();
        Q_EMIT runEnded(run);
    } else if (run == m_current && m_client) {
        run->setState(RunState::Stopping);
        m_client->cancel(); // the other ranks end with it; one that went first would be taken for lost
    }
}

bool RunController::canPause(const Run* run) const
{
    return run != nullptr && run == m_current && run->state() == RunState::Running && m_isLocal && m_client &&
           m_client->canPause();
}

void RunController::pause(Run* run)
{
    if (canPause(run)) {
        m_client->pause();
        run->setState(RunState::Paused);
    }
}

void RunController::goOn(Run* run)
{
    if (run == m_current && m_client && run->state() == RunState::Paused) {
        m_client->goOn();
        run->setState(RunState::Running);
    }
}

void RunController::moveInQueue(Run* run, int place)
{
    const auto from = m_queue.indexOf(run);
    if (from >= 0) {
        m_queue.move(from, std::clamp(qsizetype(place), qsizetype(0), m_queue.size() - 1));
        Q_EMIT queueChanged();
    }
}

void RunController::startNext()
{
    if (!m_current && !m_queue.isEmpty()) {
        Run* next = m_queue.takeFirst();
        Q_EMIT queueChanged();
        launch(next);
    }
}

void RunController::launch(Run* run)
{
    m_current = run;
    const QString folder = m_workspace.runs().folder();
    QDir().mkpath(folder);
    const QList<QStringList> commands = m_workerCommand.isEmpty()
                                            ? commandsOf(m_launch, folder, WorkerClient::ownWorker(), freePort())
                                            : QList<QStringList>{m_workerCommand};
    m_isLocal = !m_workerCommand.isEmpty() || m_launch.kind == LaunchProfile::Kind::Local;
    m_client = std::make_unique<WorkerClient>(commands.first());
    connect(m_client.get(), &WorkerClient::event, this,
            [this](const protocol::Event& event) { m_current->append(event); });
    connect(m_client.get(), &WorkerClient::logLine, this, [this](const QString& line) { m_current->appendLog(line); });
    connect(m_client.get(), &WorkerClient::exited, this, &RunController::finishCurrent);
    run->setState(RunState::Running);
    Q_EMIT runStarted(run);
    protocol::Start start;
    start.job = "run-" + std::to_string(run->number());
    start.kind = protocol::CompressJob::kKind;
    protocol::CompressJob job = run->request().job;
    job.resume = QDir(run->folder()).exists();
    start.parameters = protocol::toJson(job);
    m_client->start(start);
    startOtherRanks(commands.mid(1), start);
}

void RunController::startOtherRanks(const QList<QStringList>& commands, const protocol::Start& start)
{
    for (const QStringList& command : commands) {
        auto rank = std::make_unique<WorkerClient>(command);
        // what it says of progress rank 0 says too; only its log is its own
        connect(rank.get(), &WorkerClient::logLine, this, [this](const QString& line) {
            if (m_current) {
                m_current->appendLog(line);
            }
        });
        connect(rank.get(), &WorkerClient::event, this, [this](const protocol::Event& event) {
            const auto* failed = std::get_if<protocol::Failed>(&event.body);
            if (failed && failed->code != "run.rank.lost" && m_current && !m_current->hasEnded() &&
                m_current->state() != RunState::Stopping) {
                m_current->append({event.job, event.seconds, *failed}); // rank 0 would only miss it, minutes later
                m_client->cancel();
            }
        });
        rank->start(start);
        m_otherRanks.push_back(std::move(rank));
    }
}

void RunController::dropOtherRanks()
{
    for (const auto& rank : m_otherRanks) {
        rank->kill(); // all at once; they have nothing to write
    }
    m_otherRanks.clear();
}

void RunController::finishCurrent()
{
    Run* ended = m_current;
    m_current = nullptr;
    m_client.release()->deleteLater(); // this is called from one of its signals
    dropOtherRanks();
    if (ended->failure()) {
        RunHistory::tidy(*ended, *ended->failure());
    }
    m_workspace.runs().settle(*ended);
    Q_EMIT runEnded(ended);
    startNext();
}

void RunController::forget(Run* run)
{
    if (m_queue.removeOne(run)) {
        Q_EMIT queueChanged();
    }
    if (run == m_current) { // it has ended, only its worker has not gone yet
        m_client.reset();
        dropOtherRanks();
        m_current = nullptr;
        startNext();
    }
}

} // namespace espalier::ui
