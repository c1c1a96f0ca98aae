#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QStringList>

#include "core/base/result.h"
#include "core/protocol/messages.h"
#include "ui/models/launch_profile.h"
#include "ui/models/workspace.h"

namespace espalier::ui {

class WorkerClient;

/// Starts runs in worker processes, one after another, and writes into each Run what its worker says.
/// When it goes, the worker's input closes, the worker stops cleanly and the run is Interrupted.
class RunController : public QObject
{
    Q_OBJECT

public:
    /// @param workerCommand see WorkerClient
    explicit RunController(Workspace& workspace, QStringList workerCommand = {}, QObject* parent = nullptr);
    ~RunController() override;

    /// Where the runs that start from now on work. Nothing in use when a worker command was given.
    void setLaunch(const LaunchProfile& profile) { m_launch = profile; }
    /// Queues a run and makes it the current one; it starts as soon as no other works. Errors: `run.model`,
    /// `run.recipe` (nothing to work on), `file.write`.
    Result<Run*> start(const RunRequest& request);
    /// Queues a run that has ended without its result; it goes on where it ended. Asserts Run::canGoOn().
    void resume(Run* run);
    /// Stops a working run, or takes a waiting one out of the queue.
    void cancel(Run* run);
    /// The worker of a running run stands still at once and keeps its memory, until goOn(). Nothing happens to others.
    void pause(Run* run);
    void goOn(Run* run);
    /// Of a worker on this computer alone: elsewhere only the command that started it would stand still.
    bool canPause(const Run* run) const;

    const QList<Run*>& queue() const { return m_queue; } ///< those that wait, the next one first
    void moveInQueue(Run* run, int place);

Q_SIGNALS:
    void runStarted(espalier::ui::Run* run);
    void runEnded(espalier::ui::Run* run); ///< whatever the outcome
    void queueChanged();

private:
    void startNext();
    void launch(Run* run);
    void dropOtherRanks();
    void startOtherRanks(const QList<QStringList>& commands, const protocol::Start& start);
    void finishCurrent();
    void forget(Run* run);

    Workspace& m_workspace;
    QStringList m_workerCommand;
    LaunchProfile m_launch;
    std::unique_ptr<WorkerClient> m_client;                  ///< of the working run
    std::vector<std::unique_ptr<WorkerClient>> m_otherRanks; ///< that share it; they do not speak
    Run* m_current = nullptr;
    bool m_isLocal = true; ///< its worker is a process of this computer and the only one
    QList<Run*> m_queue;
};

} // namespace espalier::ui
