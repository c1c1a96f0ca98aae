#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include "core/protocol/client.h"

namespace espalier::ui {

/// Starts a worker by a command and waits for its greeting, no job.
class LaunchTest : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~LaunchTest() override;

    void start(const QStringList& command);
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

Q_SIGNALS:
    /// @param problem empty if a worker answered; else what went wrong, with the last lines that the command wrote
    void ended(const QString& problem, double seconds);

private:
    void read();
    void end(const QString& problem);
    QString lastLines() const;

    QProcess m_process;
    QTimer m_limit;
    QElapsedTimer m_clock;
    protocol::Client m_client;
    QStringList m_lines;
    bool m_ended = false;
};

} // namespace espalier::ui
