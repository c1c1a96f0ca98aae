#include <algorithm>
#include <csignal>
#include <filesystem>
#include <functional>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/protocol/client.h"
#include "core/protocol/run_directory.h"
#include "core/protocol/run_log.h"

using namespace espalier;
using namespace espalier::protocol;

namespace {

/// The practice worker with one job, driven by hand.
class Worker
{
public:
    explicit Worker(const char* what, const QString& directory = {}, const std::string& kind = "logits")
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PRACTICE", what);
        if (!directory.isEmpty()) {
            environment.insert("PRACTICE_DIRECTORY", directory);
        }
        process.setProcessEnvironment(environment);
        process.start(ESPALIER_BINARY_DIR "/tests/espalier-practice-worker", QStringList());
        client.start({"j", kind, nlohmann::json::object()});
    }
    ~Worker()
    {
        if (process.state() != QProcess::NotRunning) {
            process.kill();
            process.waitForFinished();
        }
    }

    /// Exchanges bytes until `done`; false after ten seconds.
    bool drive(const std::function<bool()>& done)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 10000) {
            process.waitForReadyRead(10);
            feed();
            if (done()) {
                return true;
            }
            if (process.state() == QProcess::NotRunning && !done()) {
                return false;
            }
        }
        return false;
    }
    bool untilWorking()
    {
        return drive([this] { return sawProgress; });
    }
    bool untilEnd()
    {
        return drive([this] { return client.ended(); });
    }
    /// Milliseconds until the process is gone, or -1.
    qint64 waitForExit()
    {
        QElapsedTimer timer;
        timer.start();
        const bool gone = process.state() == QProcess::NotRunning || process.waitForFinished(10000);
        feed();
        return gone ? timer.elapsed() : -1;
    }

    QProcess process;
    Client client;
    bool sawProgress = false;

private:
    void feed()
    {
        client.feed(process.readAllStandardOutput().toStdString());
        client.feedStderr(process.readAllStandardError().toStdString());
        process.write(QByteArray::fromStdString(client.takeOutput()));
        for (const Event& event : client.takeEvents()) {
            sawProgress = sawProgress || std::holds_alternative<Progress>(event.body);
        }
    }
};

/// Whether a signal has stopped the process.
bool standsStill(pid_t process)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(process));
    return file.open(QIODevice::ReadOnly) && file.readAll().contains(") T ");
}

} // namespace

class ServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJobAnswersAndTheProcessLeaves()
    {
        Worker worker("answer");
        QVERIFY(worker.untilEnd());
        QVERIFY(worker.client.state() == Client::State::Finished);
        QCOMPARE(worker.client.result().at("tokens").get<int>(), 3);
        QVERIFY(worker.client.result().at("peak").get<std::uint64_t>() > 0);
        QVERIFY(worker.waitForExit() >= 0);
        QCOMPARE(worker.process.exitCode(), 0);
        const auto lines = worker.client.takeLogLines();
        QVERIFY(std::find(lines.begin(), lines.end(), "a library prints to standard output") != lines.end());
    }

    void whatAJobThrowsHasItsCode_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        QTest::newRow("bad_alloc") << QByteArray("memory") << "worker.memory"
                                   << "MiB";
        QTest::newRow("allocator") << QByteArray("torch-memory") << "worker.memory"
                                   << "MiB";
        QTest::newRow("shapes") << QByteArray("shapes") << "worker.shapes"
                                << "expected [3, 2]";
        QTest::newRow("internal") << QByteArray("internal") << "worker.internal"
                                  << "first line";
    }
    void whatAJobThrowsHasItsCode()
    {
        QFETCH(QByteArray, what);
        QFETCH(QString, code);
        QFETCH(QString, part);
        Worker worker(what.constData());
        QVERIFY(worker.untilEnd());
        QCOMPARE(QString::fromStdString(worker.client.failure()->code), code);
        const QString message = QString::fromStdString(worker.client.failure()->message);
        QVERIFY2(message.contains(part) && !message.contains('\n'), qPrintable(message));
        QVERIFY(worker.waitForExit() >= 0);
        QCOMPARE(worker.process.exitCode(), 1);
    }

    void unknownAndRefusedJobsFail()
    {
        Worker unknown("answer", {}, "dance");
        QVERIFY(unknown.untilEnd());
        QCOMPARE(unknown.client.failure()->code, std::string("protocol.job"));
        Worker refused("answer", {}, "refused");
        QVERIFY(refused.untilEnd());
        QCOMPARE(refused.client.failure()->place, std::string("here"));
    }

    void cancelIsObeyedWithinASecond()
    {
        const QTemporaryDir folder;
        Worker worker("obedient", folder.path());
        QVERIFY(worker.untilWorking());
        QElapsedTimer timer;
        timer.start();
        worker.client.cancel(0.0);
        QVERIFY(worker.untilEnd());
        QVERIFY(timer.elapsed() < 1000);
        QCOMPARE(worker.client.failure()->code, std::string("cancelled"));
        QVERIFY(worker.waitForExit() >= 0);
        QCOMPARE(endingOf(folder), std::string("cancelled"));
    }

    void terminationTidiesTheRunDirectory()
    {
        const QTemporaryDir folder;
        Worker worker("stubborn", folder.path());
        QVERIFY(worker.untilWorking());
        worker.process.terminate();
        const qint64 milliseconds = worker.waitForExit();
        QVERIFY(milliseconds >= 0 && milliseconds < 1000);
        QCOMPARE(endingOf(folder), std::string("cancelled"));
        QCOMPARE(statusOf(folder), std::string("cancelled"));
        QVERIFY(!std::filesystem::exists(folder.filePath("stage_a.partial-1").toStdString()));
    }

    void closedInputInterruptsWithinASecond_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::newRow("a job that looks") << QByteArray("obedient");
        QTest::newRow("a job that does not look") << QByteArray("stubborn");
    }
    void closedInputInterruptsWithinASecond()
    {
        QFETCH(QByteArray, what);
        const QTemporaryDir folder;
        Worker worker(what.constData(), folder.path());
        QVERIFY(worker.untilWorking());
        worker.process.closeWriteChannel();
        const qint64 milliseconds = worker.waitForExit();
        QVERIFY2(milliseconds >= 0 && milliseconds < 1500, qPrintable(QString::number(milliseconds)));
        QCOMPARE(worker.process.exitCode(), 1);
        QCOMPARE(endingOf(folder), std::string("interrupted"));
        QCOMPARE(statusOf(folder), std::string("interrupted"));
    }

    void progressIsStoredOnceASecond()
    {
        const QTemporaryDir folder;
        Worker worker("answer", folder.path());
        QVERIFY(worker.untilEnd());
        QVERIFY(worker.waitForExit() >= 0);
        const auto history = readRunLog(folder.filePath(kRunLogName).toStdString());
        QCOMPARE(std::count_if(history->events.begin(), history->events.end(),
                               [](const Event& event) { return std::holds_alternative<Progress>(event.body); }),
                 std::ptrdiff_t(1));
        QVERIFY(!history->open());
    }

    void closedInputBeforeAJobIsAQuietEnd()
    {
        QProcess process;
        process.start(ESPALIER_BINARY_DIR "/tests/espalier-practice-worker", QStringList());
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(5000));
        QCOMPARE(process.exitCode(), 0);
    }

    void nonsenseOnTheInputEndsTheWorker()
    {
        QProcess process;
        process.start(ESPALIER_BINARY_DIR "/tests/espalier-practice-worker", QStringList());
        process.write("this is no frame at all");
        QVERIFY(process.waitForFinished(5000));
        QVERIFY(process.readAllStandardError().contains("frame"));
    }

    void aPauseIsToldAndDoesNotCount()
    {
        const QTemporaryDir folder;
        QElapsedTimer timer;
        timer.start();
        Worker worker("obedient", folder.path());
        QVERIFY(worker.untilWorking());
        const auto process = pid_t(worker.process.processId());
        QCOMPARE(::kill(process, SIGTSTP), 0);
        QTRY_VERIFY(standsStill(process));
        QElapsedTimer still;
        still.start();
        QTest::qSleep(700);
        const double stood = double(still.elapsed()) / 1000.0; // at least
        QCOMPARE(::kill(process, SIGCONT), 0);
        double began = -1.0; // of the work, by the job's clock
        double told = -1.0;  // of the pause, by the same
        double paused = 0.0;
        const auto pauseIsTold = [&] {
            const auto history = readRunLog(folder.filePath(kRunLogName).toStdString());
            for (const Event& event : history ? history->events : std::vector<Event>()) {
                began = began < 0.0 ? event.seconds : began;
                if (const auto* log = std::get_if<Log>(&event.body); log && log->level == kPauseLevel) {
                    paused = std::stod(log->text);
                    told = event.seconds;
                }
            }
            return told >= 0.0;
        };
        QVERIFY(worker.drive(pauseIsTold));
        QVERIFY(paused >= stood - 0.06);                                          // told in tenths of a second
        QVERIFY(told - began + paused <= double(timer.elapsed()) / 1000.0 + 0.1); // the clock stood still meanwhile
        worker.client.cancel(0.0);
        QVERIFY(worker.untilEnd());
    }

    void aFullDiskEndsTheJobAndSaysSo()
    {
        const QTemporaryDir folder;
        Worker worker("full", folder.path());
        QVERIFY(worker.untilEnd());
        QCOMPARE(worker.client.failure()->code, std::string("disk.full"));
        const auto history = readRunLog(folder.filePath(kRunLogName).toStdString());
        QVERIFY(history && !history->events.empty());
        QCOMPARE(history->unreadableLines, std::size_t(0));
    }

private:
    /// The code of the Failed event that ends the run's log.
    static std::string endingOf(const QTemporaryDir& folder)
    {
        const auto history = readRunLog(folder.filePath(kRunLogName).toStdString());
        const auto* failed =
            history && !history->events.empty() ? std::get_if<Failed>(&history->events.back().body) : nullptr;
        return failed != nullptr ? failed->code : "no end";
    }

    static std::string statusOf(const QTemporaryDir& folder)
    {
        const auto text = readTextFile(folder.filePath(kManifestName).toStdString());
        return text ? nlohmann::json::parse(*text).value("status", "") : "no manifest";
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
