#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include "core/protocol/client.h"

namespace espalier::ui {

/// One worker process and its one job, with signals: the process I/O around protocol::Client.
/// Destroying it closes the worker's input, on which the worker stops cleanly, and kills it if it does not.
class WorkerClient : public QObject
{
    Q_OBJECT

public:
    /// @param command program and arguments; empty: `espalier-worker` beside this program
    explicit WorkerClient(QStringList command = {}, QObject* parent = nullptr);
    static QString ownWorker(); ///< path of the one beside this program
    ~WorkerClient() override;

    void start(const protocol::Start& job);
    void cancel(); ///< a message, then SIGTERM, then SIGKILL: within seconds the job has ended
    void kill();
    /// The process stands still at once and keeps its memory; nothing that it said is lost. Only after its greeting.
    void pause();
    void goOn();
    bool canPause() const { return m_greeted && !ended() && !m_paused; }
    bool isPaused() const { return m_paused; }
    bool ended() const { return m_client.ended(); }

Q_SIGNALS:
    void event(const espalier::protocol::Event& event); ///< the last one is Finished or Failed
    void logLine(const QString& line);                  ///< of the worker's stderr
    void exited();                                      ///< the process is gone too; the last signal

private:
    void pump();
    void obey();
    void signalWorker(int signal) const;
    double now() const { return double(m_clock.nsecsElapsed()) * 1e-9; }

    QStringList m_command;
    protocol::Client m_client;
    QProcess m_process;
    QTimer m_timer;
    QElapsedTimer m_clock;
    bool m_greeted = false; ///< it knows what to do about a signal
    bool m_paused = false;
};

} // namespace espalier::ui
