// Runs whose worker is killed, as an operator, a batch system or a machine without memory would, and that go on.

#include <csignal>
#include <filesystem>
#include <map>
#include <random>

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include "core/base/atomic_file.h"
#include "core/protocol/run_log.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;
using nlohmann::json;

namespace {

/// The process that the command line has started; 0 before there is one.
qint64 workerOf(qint64 cli)
{
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(cli));
    return children.open(QIODevice::ReadOnly) ? children.readAll().split(' ').first().toLongLong() : 0;
}

} // namespace

class ResumeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        json config = tinyConfig();
        config["hidden_size"] = 96;
        config["intermediate_size"] = 256;
        config["num_hidden_layers"] = 6;
        config["num_attention_heads"] = 4;
        write("config.json", config.dump());
        const ProgramRun made = runCli({"bench", "--random-shape", path("config.json"), "--out", path("model")});
        QVERIFY2(made.exitCode == 0, made.standardError.constData());
        write("model/tokenizer.json", letterTokenizer().dump());
        const std::string text = letters(2500, 3);
        write("text.txt", text);
        write("held.txt", std::string(text.rbegin(), text.rbegin() + 300));
        write("recipe.yaml", kPruneAndQuantize);
        QElapsedTimer timer;
        timer.start();
        const ProgramRun whole = runCli(compress("whole"));
        QVERIFY2(whole.exitCode == 0, whole.standardError.constData());
        m_milliseconds = int(timer.elapsed());
        m_answer = whole.json();
    }

    void aWorkerThatIsKilledGoesOn()
    {
        std::mt19937 random(std::random_device{}());
        int kills = 0;
        bool finished = false;
        for (int attempt = 0; attempt < 8 && !finished; ++attempt) {
            const int wait = std::uniform_int_distribution<int>(0, m_milliseconds)(random);
            QProcess process;
            process.start(programPath("espalier-cli"), compress("run") + QStringList{"--resume"});
            QVERIFY(process.waitForStarted());
            QThread::msleep(static_cast<unsigned long>(wait));
            if (const qint64 worker = workerOf(process.processId()); worker > 0) {
                ::kill(static_cast<pid_t>(worker), SIGKILL);
            }
            QVERIFY(process.waitForFinished(60000));
            finished = process.exitCode() == 0;
            QVERIFY2(finished || process.exitCode() == 1, process.readAllStandardError().constData());
            kills += finished ? 0 : 1;
        }
        qInfo("killed %d times within %d ms", kills, m_milliseconds);
        const ProgramRun run = runCli(compress("run") + QStringList{"--resume"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        compare("run", run.json());
        const auto log = protocol::readRunLog(path("run/events.jsonl").toStdString());
        QVERIFY(bool(log) && !log->open());
        double last = 0.0;
        for (const protocol::Event& event : log->events) {
            QVERIFY(event.seconds >= last); // one clock over all of its processes
            last = event.seconds;
        }
    }

    /// Nothing but the directory need be said.
    void theDirectoryKnowsWhatWasAsked()
    {
        interrupt("short");
        const ProgramRun run = runCli({"compress", "--resume", "--out", path("short"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        compare("short", run.json());
    }

    void anotherRunIsRefused()
    {
        interrupt("other");
        const auto before = *readTextFile(path("other/manifest.json").toStdString());
        const ProgramRun run =
            runCli({"compress", "--resume", "--out", path("other"), "--seed", "7", "--samples", "20", "--json"});
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(run.json().at("error").at("code").get<std::string>(), std::string("run.resume.mismatch"));
        QVERIFY2(run.standardError.contains("the seed is now 7, was 0"), run.standardError.constData());
        QVERIFY2(run.standardError.contains("the number of samples is now 20, was 40"), run.standardError.constData());
        QCOMPARE(*readTextFile(path("other/manifest.json").toStdString()), before);
    }

    void aForkBeginsAtItsLayer()
    {
        const ProgramRun run =
            runCli(compress("fork") + QStringList{"--fork-from", path("whole/stage_quantize"), "--fork-layer", "4"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        compare("fork", run.json());
        const ProgramRun refused =
            runCli(compress("fork2") + QStringList{"--fork-from", path("whole/stage_quantize"), "--fork-layer", "7"});
        QCOMPARE(refused.exitCode, 2);
        QCOMPARE(refused.json().at("error").at("code").get<std::string>(), std::string("run.fork.layer"));
    }

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }

    void write(const char* name, const std::string& text) const
    {
        const auto written = writeFileAtomically(path(name).toStdString(), text);
        QVERIFY2(bool(written), name);
    }

    QStringList compress(const char* out) const
    {
        return {
            "compress",       path("model"), "--recipe", path("recipe.yaml"), "--data", path("text.txt"), "--eval-data",
            path("held.txt"), "--samples",   "40",       "--seqlen",          "32",     "--out",          path(out),
            "--threads",      "1",           "--json"};
    }

    /// Begins a run and kills its worker as soon as a layer is finished.
    void interrupt(const char* out) const
    {
        QProcess process;
        process.start(programPath("espalier-cli"), compress(out));
        const auto layerIsFinished = [&] {
            const auto log = protocol::readRunLog(path(QString(out) + "/events.jsonl").toStdString());
            return log && std::any_of(log->events.begin(), log->events.end(), [](const protocol::Event& event) {
                       return std::holds_alternative<protocol::LayerFinished>(event.body);
                   });
        };
        QTRY_VERIFY_WITH_TIMEOUT(layerIsFinished(), 60000);
        const qint64 worker = workerOf(process.processId());
        QVERIFY(worker > 0);
        ::kill(static_cast<pid_t>(worker), SIGKILL);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 1);
    }

    void compare(const char* run, const json& answer) const
    {
        for (const char* stage : {"stage_prune", "stage_quantize"}) {
            const auto whole = filesOf(path(QString("whole/") + stage).toStdString());
            const auto got = filesOf(path(QString(run) + "/" + stage).toStdString());
            QCOMPARE(got.size(), whole.size());
            for (const auto& [name, content] : whole) {
                QVERIFY2(got.contains(name) && got.at(name) == content, (std::string(stage) + "/" + name).c_str());
            }
        }
        for (const char* figure : {"sparsity", "perplexityBefore", "perplexityAfter", "bytesAfter"}) {
            QVERIFY2(answer.at(figure) == m_answer.at(figure), figure);
        }
    }

    QTemporaryDir m_folder;
    json m_answer;
    int m_milliseconds = 0;
};

QTEST_GUILESS_MAIN(ResumeTest)
#include "resume_test.moc"
