#pragma once

#include <csignal>

#include <unistd.h>

#include <QFile>
#include <QProcess>

#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace espalier::tests {

/// `espalier-cli serve` with the demo model on a free port of this machine; ended with its owner.
class ServedModel
{
public:
    explicit ServedModel(const QStringList& options = {},
                         const QString& model = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model"))
    {
        m_process.start(programPath("espalier-cli"), QStringList{"serve", model, "--port", "0", "--json"} + options);
        while (!m_process.canReadLine() && m_process.waitForReadyRead(60'000)) {
        }
        m_announced = nlohmann::json::parse(m_process.readLine().toStdString(), nullptr, false);
    }
    ~ServedModel()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

    bool running() const { return port() > 0; }
    int port() const { return m_announced.is_object() ? m_announced.value("port", 0) : 0; }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(port()); }
    void sendSignal(int signal) const { ::kill(static_cast<pid_t>(m_process.processId()), signal); }
    /// Exit code after the end; -1 if it crashed or does not end within a minute.
    int waitForEnd()
    {
        return m_process.waitForFinished(60'000) && m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }
    QByteArray standardError() { return m_process.readAllStandardError(); }
    /// Resident memory in bytes.
    std::int64_t residentBytes() const
    {
        QFile file(QStringLiteral("/proc/%1/statm").arg(m_process.processId()));
        const bool open = file.open(QIODevice::ReadOnly);
        const QList<QByteArray> fields = open ? file.readAll().split(' ') : QList<QByteArray>();
        return fields.size() > 1 ? fields[1].toLongLong() * sysconf(_SC_PAGESIZE) : 0;
    }

private:
    QProcess m_process;
    nlohmann::json m_announced;
};

} // namespace espalier::tests
