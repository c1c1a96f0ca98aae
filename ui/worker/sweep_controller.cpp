#include "ui/worker/sweep_controller.h"

#include <utility>

#include "ui/worker/worker_client.h"

namespace espalier::ui {

SweepController::SweepController(QStringList workerCommand, QObject* parent)
    : QObject(parent), m_workerCommand(std::move(workerCommand))
{
}

SweepController::~SweepController() = default;

void SweepController::start(Sweep* sweep, const protocol::SweepJob& job)
{
    Q_ASSERT(!m_sweep);
    m_sweep = sweep;
    m_client = std::make_unique<WorkerClient>(m_workerCommand);
    connect(m_client.get(), &WorkerClient::event, sweep,
            [sweep](const protocol::Event& event) { sweep->take(event.body); });
    connect(m_client.get(), &WorkerClient::exited, this, [this] {
        m_client.release()->deleteLater(); // this is called from one of its signals
        std::exchange(m_sweep, nullptr)->end();
        Q_EMIT busyChanged(false);
    });
    sweep->begin();
    protocol::Start start;
    start.job = "sweep-" + std::to_string(++m_jobs);
    start.kind = protocol::SweepJob::kKind;
    start.parameters = protocol::toJson(job);
    m_client->start(start);
    Q_EMIT busyChanged(true);
}

void SweepController::cancel()
{
    if (m_sweep && m_sweep->state() == Sweep::State::Working) {
        m_sweep->setStopping();
        m_client->cancel();
    }
}

} // namespace espalier::ui
