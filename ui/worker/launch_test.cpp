#include "ui/worker/launch_test.h"

namespace espalier::ui {

namespace {
constexpr int kLimitMilliseconds = 60000; // a queue of Slurm may be long: then say so
constexpr int kLines = 4;
} // namespace

LaunchTest::~LaunchTest()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished();
}

void LaunchTest::start(const QStringList& command)
{
    if (isRunning()) { // of the test before, on its way out
        m_process.disconnect(this);
        m_process.kill();
        m_process.waitForFinished();
    }
    m_client = protocol::Client();
    m_lines.clear();
    m_ended = false;
    m_clock.start();
    m_limit.setSingleShot(true);
    m_process.disconnect(this);
    m_limit.disconnect(this);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &LaunchTest::read);
    connect(&m_process, &QProcess::readyReadStandardError, this, &LaunchTest::read);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            end(tr("The command could not be started: %1").arg(m_process.errorString()));
        }
    });
    connect(&m_process, &QProcess::finished, this, [this](int code) {
        read();
        end(tr("The command ended with code %1 before a worker answered. %2").arg(code).arg(lastLines()));
    });
    connect(&m_limit, &QTimer::timeout, this, [this] {
        end(tr("No worker answered within a minute. %1").arg(lastLines()));
        m_process.kill(); // or it would keep its place in a queue
    });
    m_limit.start(kLimitMilliseconds);
    m_process.start(command.first(), command.mid(1));
}

void LaunchTest::read()
{
    m_client.feed(m_process.readAllStandardOutput().toStdString());
    m_client.feedStderr(m_process.readAllStandardError().toStdString());
    for (const std::string& line : m_client.takeLogLines()) {
        m_lines << QString::fromStdString(line);
    }
    if (m_client.state() == protocol::Client::State::Ready) {
        end({});
    } else if (m_client.state() == protocol::Client::State::Failed) {
        end(QString::fromStdString(m_client.failure()->message));
    }
}

void LaunchTest::end(const QString& problem)
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    m_limit.stop();
    m_process.closeWriteChannel(); // on which a worker leaves
    m_process.disconnect(this);
    Q_EMIT ended(problem, double(m_clock.elapsed()) / 1000.0);
}

QString LaunchTest::lastLines() const
{
    return m_lines.mid(std::max<qsizetype>(0, m_lines.size() - kLines)).join(QLatin1Char('\n')).trimmed();
}

} // namespace espalier::ui
