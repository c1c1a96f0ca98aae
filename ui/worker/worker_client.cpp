#include "ui/worker/worker_client.h"

#include <csignal>

#include <QCoreApplication>
#include <QProcessEnvironment>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "core/protocol/worker_environment.h"

namespace espalier::ui {

namespace {
constexpr int kPollMilliseconds = 100;
constexpr int kFarewellMilliseconds = 1500;
} // namespace

WorkerClient::WorkerClient(QStringList command, QObject* parent) : QObject(parent), m_command(std::move(command))
{
    if (m_command.isEmpty()) {
        m_command << ownWorker();
    }
    m_clock.start();
    m_timer.setInterval(kPollMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &WorkerClient::obey);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerClient::pump);
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerClient::pump);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            m_client.failedToStart(m_process.errorString().toStdString());
            m_timer.stop();
            pump();
            Q_EMIT exited();
        }
    });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        pump();
        // QProcess gives the signal's number as the code of a crash
        const bool crashed = status == QProcess::CrashExit;
        m_client.exited(crashed ? 0 : code, crashed ? code : 0);
        m_timer.stop();
        pump();
        Q_EMIT exited();
    });
}

QString WorkerClient::ownWorker()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/espalier-worker");
}

WorkerClient::~WorkerClient()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    goOn();
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(kFarewellMilliseconds)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void WorkerClient::start(const protocol::Start& job)
{
    m_client.start(job);
    m_timer.start();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto& [name, value] : protocol::kWorkerEnvironment) {
        if (!environment.contains(QString::fromLatin1(name))) {
            environment.insert(QString::fromLatin1(name), QString::fromLatin1(value));
        }
    }
    m_process.setProcessEnvironment(environment);
#ifdef __linux__
    // should the app die while its worker is paused, the worker goes on, finds its input closed and ends cleanly
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGCONT); });
#endif
    m_process.start(m_command.first(), m_command.mid(1));
}

void WorkerClient::cancel()
{
    goOn();
    m_client.cancel(now());
    obey();
}

void WorkerClient::signalWorker(int signal) const
{
    if (const qint64 process = m_process.processId(); process > 0) {
        ::kill(pid_t(process), signal);
    }
}

void WorkerClient::pause()
{
    if (canPause()) {
        m_paused = true;
        signalWorker(SIGTSTP); // core/base/active_clock.h
    }
}

void WorkerClient::goOn()
{
    if (m_paused) {
        m_paused = false;
        signalWorker(SIGCONT);
    }
}

void WorkerClient::kill()
{
    goOn();
    m_client.kill();
    obey();
}

void WorkerClient::pump()
{
    if (m_process.isOpen()) {
        m_client.feed(m_process.readAllStandardOutput().toStdString());
        m_client.feedStderr(m_process.readAllStandardError().toStdString());
    }
    for (const std::string& line : m_client.takeLogLines()) {
        Q_EMIT logLine(QString::fromStdString(line));
    }
    for (const protocol::Event& each : m_client.takeEvents()) {
        m_greeted = true;
        Q_EMIT event(each);
    }
    obey();
}

void WorkerClient::obey()
{
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    if (const std::string output = m_client.takeOutput(); !output.empty()) {
        m_process.write(output.data(), qint64(output.size()));
    }
    switch (m_client.action(now())) {
    case protocol::Client::Action::None:
        break;
    case protocol::Client::Action::CloseInput:
        m_process.closeWriteChannel();
        break;
    case protocol::Client::Action::Terminate:
        m_process.terminate();
        break;
    case protocol::Client::Action::Kill:
        m_process.kill();
        break;
    }
}

} // namespace espalier::ui
