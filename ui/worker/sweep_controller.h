#pragma once

#include <memory>

#include <QObject>
#include <QStringList>

#include "ui/models/sweep.h"

namespace espalier::ui {

class WorkerClient;

/// Runs a sweep in a worker process, one at a time, whatever page is shown. When it goes, the worker's input closes and
/// the worker stops cleanly; cells that are done stay.
class SweepController : public QObject
{
    Q_OBJECT

public:
    /// @param workerCommand see WorkerClient
    explicit SweepController(QStringList workerCommand = {}, QObject* parent = nullptr);
    ~SweepController() override;

    /// Starts, or goes on where the sweep's folder ends. Asserts that none works. @param sweep outlives its work
    void start(Sweep* sweep, const protocol::SweepJob& job);
    void cancel();
    Sweep* working() const { return m_sweep; }

Q_SIGNALS:
    void busyChanged(bool busy);

private:
    QStringList m_workerCommand;
    std::unique_ptr<WorkerClient> m_client;
    Sweep* m_sweep = nullptr;
    int m_jobs = 0;
};

} // namespace espalier::ui
