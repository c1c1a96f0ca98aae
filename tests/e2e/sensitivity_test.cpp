#include <csignal>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using tests::ProgramRun;
using tests::runCli;

/// `espalier-cli sensitivity`, as scripts see it, with the worker.
class SensitivityCliTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }

    QStringList sweep(const QString& out, const QString& methods) const
    {
        return {QStringLiteral("sensitivity"),
                QStringLiteral("sweep"),
                path(QStringLiteral("model")),
                QStringLiteral("--data"),
                path(QStringLiteral("calibration.txt")),
                QStringLiteral("--methods"),
                methods,
                QStringLiteral("--samples"),
                QStringLiteral("16"),
                QStringLiteral("--seqlen"),
                QStringLiteral("16"),
                QStringLiteral("--threads"),
                QStringLiteral("1"),
                QStringLiteral("--out"),
                path(out),
                QStringLiteral("--json")};
    }

    static QString codeOf(const ProgramRun& run)
    {
        const nlohmann::json answer = run.json();
        return answer.is_object() && answer.contains("error")
                   ? QString::fromStdString(answer["error"].value("code", std::string()))
                   : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        tests::writeModel(path("model").toStdString(), tests::tinyConfig(), tests::tinyTensors());
        QVERIFY(bool(writeFileAtomically(path("model/tokenizer.json").toStdString(), tests::letterTokenizer().dump())));
        QVERIFY(bool(writeFileAtomically(path("calibration.txt").toStdString(), tests::letters(1536, 1))));
    }

    void aSweepBecomesARecipeThatRuns()
    {
        const ProgramRun swept = runCli(sweep("sweep", "sparsegpt:2:4,rtn:4g8"));
        QVERIFY2(swept.exitCode == 0, swept.standardError.constData());
        const nlohmann::json answer = swept.json();
        QCOMPARE(answer["cells"].size(), std::size_t(4));
        QCOMPARE(answer["levels"].size(), std::size_t(2));
        QVERIFY(answer["densePerplexity"].get<double>() > 1.0);

        const ProgramRun shown = runCli({"sensitivity", "show", path("sweep"), "--json"});
        QCOMPARE(shown.exitCode, 0);
        const nlohmann::json curve = shown.json()["curve"];
        QVERIFY(shown.json()["complete"].get<bool>() && curve.size() >= 2);
        const ProgramRun table = runCli({"sensitivity", "show", path("sweep")});
        QVERIFY(table.standardOutput.contains("32 windows of 16 tokens of the calibration split"));

        const auto bytes = QString::number(curve.front()["bytes"].get<std::uint64_t>());
        const ProgramRun made = runCli(
            {"sensitivity", "recipe", path("sweep"), "--max-bytes", bytes, "--out", path("made.yaml"), "--json"});
        QVERIFY2(made.exitCode == 0, made.standardError.constData());
        QVERIFY(made.json()["predicted"]["bytes"].get<std::uint64_t>() <= bytes.toULongLong());
        const ProgramRun checked = runCli({"recipe", "check", path("made.yaml"), "--model", path("model"), "--json"});
        QCOMPARE(checked.exitCode, 0);
        QCOMPARE(checked.json()["diagnostics"].size(), std::size_t(0));
        const ProgramRun run =
            runCli({"compress", path("model"), "--recipe", path("made.yaml"), "--data", path("calibration.txt"),
                    "--samples", "16", "--seqlen", "16", "--threads", "1", "--out", path("run"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());

        QCOMPARE(codeOf(runCli({"sensitivity", "recipe", path("sweep"), "--max-bytes", "1", "--json"})),
                 QString("sweep.budget"));
        const ProgramRun printed = runCli({"sensitivity", "recipe", path("sweep"), "--max-kl", "100"});
        QCOMPARE(printed.exitCode, 0);
        QVERIFY(printed.standardOutput.startsWith("# Made from a sensitivity sweep of "));
        QCOMPARE(runCli({"sensitivity", "recipe", path("sweep")}).exitCode, 2); // no limit
        QCOMPARE(runCli({"sensitivity", "recipe", path("sweep"), "--max-bytes", "0.5GiB"}).exitCode, 0);
        for (const char* wrong : {"8G", "x", "-1", "0"}) {
            QCOMPARE(runCli({"sensitivity", "recipe", path("sweep"), "--max-bytes", wrong}).exitCode, 2);
        }
    }

    void wrongInputIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        const QString text = path("calibration.txt");
        QTest::newRow("level") << sweep("a", "sparsegpt:0") << "sweep.level";
        QTest::newRow("split") << (sweep("a", "rtn:4") << "--eval-data" << text) << "sweep.split";
        QTest::newRow("no model") << QStringList{"sensitivity", "sweep", "--data", text, "--out", path("a"), "--json"}
                                  << "usage";
        QTest::newRow("no text") << QStringList{"sensitivity", "sweep", path("model"), "--out", path("a"), "--json"}
                                 << "run.data";
        QTest::newRow("no sweep") << QStringList{"sensitivity", "show", path("model"), "--json"} << "sweep.format";
        QTest::newRow("no model there") << QStringList{"sensitivity", "sweep", path("none"), "--data",
                                                       text,          "--out", path("a"),    "--json"}
                                        << "model.open";
    }

    void wrongInputIsRefused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, code);
        const ProgramRun run = runCli(arguments);
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(codeOf(run), code);
        QVERIFY(!QFile::exists(path("a/sweep.json")));
    }

    void aKilledSweepGoesOn()
    {
        const QStringList arguments = sweep("killed", "sparsegpt:2:4,gptq:4g8,rtn:3,wanda:50");
        QProcess process;
        process.start(tests::programPath("espalier-cli"), arguments);
        QVERIFY(process.waitForStarted());
        QElapsedTimer timer;
        timer.start();
        while (!QFile::exists(path("killed/cells.jsonl")) && process.state() != QProcess::NotRunning &&
               timer.elapsed() < 60000) {
            process.waitForFinished(5);
        }
        ::kill(pid_t(process.processId()), SIGKILL);
        process.waitForFinished();
        QTest::qWait(1500); // its worker ends by itself
        const QStringList again = {"sensitivity", "sweep", "--out", path("killed"), "--resume", "--json"};
        const ProgramRun resumed = runCli(again); // what is not given is as it was
        QVERIFY2(resumed.exitCode == 0, resumed.standardError.constData());
        QCOMPARE(resumed.json()["cells"].size(), std::size_t(8));
        const ProgramRun whole = runCli(sweep("whole", "sparsegpt:2:4,gptq:4g8,rtn:3,wanda:50"));
        QVERIFY(whole.exitCode == 0);
        for (std::size_t i = 0; i < 8; ++i) {
            QCOMPARE(resumed.json()["cells"][i]["kl"].get<double>(), whole.json()["cells"][i]["kl"].get<double>());
        }
        QCOMPARE(codeOf(runCli(arguments)), QString("run.exists"));
    }
};

QTEST_GUILESS_MAIN(SensitivityCliTest)
#include "sensitivity_test.moc"
