#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "core/formats/safetensors.h"
#include "core/protocol/run_log.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;

namespace {

constexpr const char* kPracticeWorker = ESPALIER_BINARY_DIR "/tests/espalier-practice-worker";

constexpr const char* kMagnitudeRecipe = "compression_stage:\n"
                                         "  compression_modifiers:\n"
                                         "    MagnitudePruningModifier:\n"
                                         "      sparsity: 0.5\n"
                                         "      targets: [\"re:.*proj\"]\n";

bool isOneLine(const QByteArray& text)
{
    return text.endsWith('\n') && text.count('\n') == 1;
}

/// A Parquet file of one required column "text" with one row, not compressed: parquet.thrift in the compact protocol.
QByteArray parquetOf(const QByteArray& text)
{
    const auto zigzag = [](qsizetype value) {
        QByteArray bytes;
        for (quint64 rest = quint64(value) * 2; bytes.isEmpty() || rest != 0; rest >>= 7) {
            bytes += char((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
        }
        return bytes;
    };
    const auto hex = [](const char* digits) { return QByteArray::fromHex(digits); };
    const auto word = [](qsizetype value) {
        QByteArray bytes;
        for (int shift = 0; shift < 32; shift += 8) {
            bytes += char(value >> shift);
        }
        return bytes;
    };
    const QByteArray size = zigzag(text.size() + 4);
    // data page: sizes, one value, PLAIN
    const QByteArray page =
        hex("150015") + size + hex("15") + size + hex("2c15021500150615060000") + word(text.size()) + text;
    const QByteArray pageSize = zigzag(page.size());
    // version 1, a root and a UTF8 leaf; one row; one row group of one column, whose page is at byte 4
    const QByteArray schema = hex("1502192c480172150200150c2500180474657874250000");
    const QByteArray column =
        hex("26001c150c191500191804746578741500160216") + pageSize + hex("16") + pageSize + hex("26080000");
    const QByteArray footer = schema + hex("1602191c191c") + column + hex("16") + pageSize + hex("16020000");
    return "PAR1" + page + footer + word(footer.size()) + "PAR1";
}

} // namespace

/// The command line with its worker, on a random model of two layers.
class CliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        writeModel(path("model").toStdString(), tinyConfig(), tinyTensors());
        write("model/tokenizer.json", letterTokenizer().dump());
        std::string text;
        for (int i = 0; i < 400; ++i) {
            text += i % 7 == 3 ? ' ' : static_cast<char>('a' + i * i % 15);
        }
        write("text.txt", text);
        write("short.txt", "abc");
        write("recipe.yaml", kMagnitudeRecipe);
    }

    void logitsAreWrittenAndDescribed()
    {
        const ProgramRun run =
            runCli({"logits", path("model"), "--ids", "1,2,3", "--out", path("l.safetensors"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QVERIFY2(run.json().is_object(), run.standardOutput.constData());
        QCOMPARE(run.json().at("tokens").get<int>(), 3);
        QCOMPARE(run.json().at("vocabulary").get<int>(), 16);
        QCOMPARE(run.json().at("file").get<std::string>(), path("l.safetensors").toStdString());
        const auto file = formats::SafetensorsFile::open(path("l.safetensors").toStdString());
        QVERIFY(bool(file));
        const formats::TensorInfo* logits = file->find("logits");
        QVERIFY(logits != nullptr);
        QCOMPARE(logits->shape, (std::vector<std::int64_t>{3, 16}));
        std::vector<float> values(48);
        formats::convertToFloat32(logits->dtype, file->data(*logits), values);
        QVERIFY(std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }));
        QVERIFY(values[0] != values[16]);
    }

    void wrongInputIsRefusedWithOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        const QString model = path("model");
        const QString text = path("text.txt");
        const auto row = [](const char* name, const QStringList& arguments, const char* code) {
            QTest::newRow(name) << arguments << code;
        };
        row("no ids", {"logits", model}, "usage");
        row("no number", {"logits", model, "--ids", "1,x"}, "logits.ids");
        row("empty ids", {"logits", model, "--ids", ","}, "logits.ids");
        row("id beyond the vocabulary", {"logits", model, "--ids", "16"}, "logits.ids");
        row("no model", {"logits", path("none"), "--ids", "1"}, "model.open");
        row("no file", {"logits", "x.gguf", "--ids", "1"}, "model.open");
        row("unknown engine", {"logits", model, "--ids", "1", "--engine", "steam"}, "usage");
        row("no folder", {"logits", model, "--ids", "1", "--out", path("no/l.safetensors")}, "output.folder");
        row("out is a folder", {"logits", model, "--ids", "1", "--out", model}, "output.folder");
        row("no data", {"evaluate", model}, "usage");
        row("missing data", {"evaluate", model, "--data", path("none.txt")}, "data.open");
        row("missing parquet", {"evaluate", model, "--data", path("x.parquet")}, "data.open");
        row("short text", {"evaluate", model, "--data", path("short.txt")}, "data.short");
        row("unknown protocol", {"evaluate", model, "--data", text, "--protocol", "mine"}, "usage");
        row("stride alone", {"evaluate", model, "--data", text, "--stride", "4"}, "usage");
        row("long window", {"evaluate", model, "--data", text, "--seqlen", "64"}, "run.window");
        row("no baseline", {"evaluate", model, "--data", text, "--baseline", path("none")}, "model.open");
        row("run is there", {"compress", model, "--recipe", path("recipe.yaml"), "--out", model}, "run.exists");
        row("no out", {"compress", model, "--recipe", path("recipe.yaml")}, "usage");
        row("no recipe", {"compress", model, "--recipe", path("none.yaml"), "--out", path("run0")}, "file.open");
        row("nothing to resume", {"compress", "--out", path("run0"), "--resume"}, "run.none");
        row("no memory", {"compress", model, "--recipe", path("recipe.yaml"), "--out", path("run0"), "--memory", "8G"},
            "usage");
        row("fork of nothing",
            {"compress", model, "--recipe", path("recipe.yaml"), "--out", path("run0"), "--fork-from", model},
            "run.fork.source");
        row("fork layer alone",
            {"compress", model, "--recipe", path("recipe.yaml"), "--out", path("run0"), "--fork-layer", "1"}, "usage");
        row("cuda", {"compress", model, "--recipe", path("recipe.yaml"), "--out", path("run0"), "--device", "cuda"},
            "run.device");
        row("no memory", {"compress", model, "--recipe", path("recipe.yaml"), "--out", path("run0"), "--memory", "0"},
            "usage");
    }
    void wrongInputIsRefusedWithOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, code);
        const ProgramRun run = runCli(arguments + QStringList{"--json"});
        QVERIFY2(run.exitCode == 2, run.standardError.constData());
        QVERIFY2(isOneLine(run.standardError), run.standardError.constData());
        QCOMPARE(QString::fromStdString(run.json().at("error").at("code").get<std::string>()), code);
        QVERIFY(!run.json().at("error").at("message").get<std::string>().empty());
        QVERIFY(!QFileInfo::exists(path("run0")));
    }

    void perplexityHasItsKeysAndABaselineAgreesWithItself()
    {
        const ProgramRun run =
            runCli({"evaluate", path("model"), "--data", path("text.txt"), "--baseline", path("model"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const auto json = run.json();
        QVERIFY(json.is_object());
        for (const char* key : {"perplexity", "standardError", "windows", "tokens", "tokensPerSecond", "protocol"}) {
            QVERIFY2(json.contains(key), key);
        }
        QCOMPARE(json.at("windows").get<int>(), 400 / 32); // the model's context
        QCOMPARE(json.at("tokens").get<int>(), 12 * 31);
        QVERIFY(json.at("perplexity").get<double>() > 1.0 && json.at("perplexity").get<double>() < 1000.0);
        QCOMPARE(json.at("baselinePerplexity").get<double>(), json.at("perplexity").get<double>());
        QVERIFY(std::abs(json.at("meanKl").get<double>()) < 1e-6);
        QCOMPARE(json.at("topTokenAgreement").get<double>(), 1.0);
        QCOMPARE(json.at("protocol").at("name").get<std::string>(), std::string("papers"));
    }

    /// The same text from every kind of file, with the engine.
    void dataOfEveryKindIsTheSameText()
    {
        const QByteArray text = QByteArray::fromStdString(readTextFile(path("text.txt").toStdString()).value());
        const QByteArray line = "{\"text\": \"" + text + "\"}\n"; // letters and blanks alone
        write("text.jsonl", line.toStdString());
        write("text.jsonl.gz", qCompress(line).mid(4).toStdString()); // behind qCompress' own four bytes
        write("text.parquet", parquetOf(text).toStdString());
        nlohmann::json first;
        for (const char* name : {"text.txt", "text.jsonl", "text.jsonl.gz", "text.parquet"}) {
            const ProgramRun run =
                runCli({"evaluate", path("model"), "--data", path(name), "--engine", "int8", "--json"});
            QVERIFY2(run.exitCode == 0, run.standardError.constData());
            if (first.is_null()) {
                first = run.json();
            }
            QCOMPARE(run.json().at("perplexity").get<double>(), first.at("perplexity").get<double>());
            QCOMPARE(run.json().at("tokens").get<int>(), first.at("tokens").get<int>());
        }
        write("cut.parquet", parquetOf(text).chopped(9).toStdString());
        const ProgramRun cut = runCli({"evaluate", path("model"), "--data", path("cut.parquet"), "--engine", "int8"});
        QCOMPARE(cut.exitCode, 2);
        QVERIFY2(cut.standardError.contains("The Parquet file is damaged"), cut.standardError.constData());
    }

    void compressWritesAModelThatEvaluates()
    {
        const QString out = path("run");
        const ProgramRun run = runCli({"compress", path("model"), "--recipe", path("recipe.yaml"), "--out", out,
                                       "--eval-data", path("text.txt"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const auto json = run.json();
        for (const char* key : {"runDirectory", "model", "stages", "sparsity", "bytesBefore", "bytesAfter",
                                "perplexityBefore", "perplexityAfter", "seconds", "peakMemoryBytes"}) {
            QVERIFY2(json.contains(key), key);
        }
        QVERIFY(json.at("perplexityAfter").is_number());
        const auto history = protocol::readRunLog((out + "/events.jsonl").toStdString());
        QVERIFY(history && !history->open() && history->unreadableLines == 0);
        QVERIFY(std::holds_alternative<protocol::Finished>(history->events.back().body));
        const QString model = QString::fromStdString(json.at("model").get<std::string>());
        const ProgramRun again = runCli({"evaluate", model, "--data", path("text.txt"), "--json"});
        QVERIFY2(again.exitCode == 0, again.standardError.constData());
        QCOMPARE(again.json().at("perplexity").get<double>(), json.at("perplexityAfter").get<double>());
    }

    void dryRunWritesNothing()
    {
        const ProgramRun run = runCli(
            {"compress", path("model"), "--recipe", path("recipe.yaml"), "--out", path("dry"), "--dry-run", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QVERIFY(run.json().is_object());
        QVERIFY(!QFileInfo::exists(path("dry")));
    }

    void recipeErrorsNameTheirPlace()
    {
        write("bad.yaml", std::string(kMagnitudeRecipe) + "      sparsitty: 1\n");
        const ProgramRun run = runCli({"compress", path("model"), "--recipe", path("bad.yaml"), "--out", path("run1")});
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(isOneLine(run.standardError) && run.standardError.contains("bad.yaml:6:7"),
                 run.standardError.constData());
        QVERIFY(run.standardOutput.isEmpty());
    }

    /// Room for the header of a file and no more.
    void aFullDiskFailsAndLeavesTheOldState()
    {
        write("old.safetensors", "old");
        QProcess process;
        process.start("/bin/sh", {"-c", "ulimit -f 0; exec \"$@\"", "sh", programPath("espalier-cli"), "logits",
                                  path("model"), "--ids", "1", "--out", path("old.safetensors"), "--json"});
        QVERIFY(process.waitForFinished(60000));
        QVERIFY(process.exitStatus() == QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        std::ifstream old(path("old.safetensors").toStdString());
        std::string text;
        old >> text;
        QCOMPARE(text, std::string("old"));
        QCOMPARE(QDir(m_folder.path()).entryList({"*.partial*"}).size(), 0);
    }

    void interruptCancelsWithinASecond()
    {
        QProcess process;
        startPractice(process, "obedient");
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(5000));
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardOutput().contains("\"cancelled\""));
    }

    void aSecondInterruptKills()
    {
        QProcess process;
        startPractice(process, "stubborn");
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QTest::qWait(200);
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(5000));
        QVERIFY(timer.elapsed() < 700); // before the termination, one second after the first
        QCOMPARE(process.exitCode(), 1);
    }

    void aLostWorkerIsAFailedRun_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("part");
        QTest::newRow("killed") << "killed"
                                << "last words";
        QTest::newRow("left") << "exit"
                              << "exit code 3";
    }
    void aLostWorkerIsAFailedRun()
    {
        QFETCH(QString, what);
        QFETCH(QString, part);
        QProcessEnvironment environment = environmentWith("ESPALIER_WORKER", kPracticeWorker);
        environment.insert("PRACTICE", what);
        const ProgramRun run = runCli({"logits", path("model"), "--ids", "1", "--json"}, environment);
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json().at("error").at("code").get<std::string>(), std::string("worker.lost"));
        QVERIFY2(run.standardError.contains(part.toUtf8()), run.standardError.constData());
    }

    void aMissingWorkerIsSaid()
    {
        const ProgramRun run = runCli({"logits", path("model"), "--ids", "1", "--json"},
                                      environmentWith("ESPALIER_WORKER", "/nonexistent/worker"));
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json().at("error").at("code").get<std::string>(), std::string("worker.start"));
    }

    void aProgramThatIsNoWorkerIsSaid()
    {
        const ProgramRun run =
            runCli({"logits", path("model"), "--ids", "1", "--json"}, environmentWith("ESPALIER_WORKER", "/bin/true"));
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.json().at("error").at("code").get<std::string>(), std::string("worker.lost"));
    }

private:
    QString path(const char* name) const { return m_folder.filePath(name); }

    void write(const char* name, const std::string& text) const { std::ofstream(path(name).toStdString()) << text; }

    /// Starts the command line with a practice worker and waits until the job works (it says so on stderr).
    void startPractice(QProcess& process, const char* what) const
    {
        QProcessEnvironment environment = environmentWith("ESPALIER_WORKER", kPracticeWorker);
        environment.insert("PRACTICE", what);
        process.setProcessEnvironment(environment);
        process.start(programPath("espalier-cli"), {"logits", path("model"), "--ids", "1", "--json"});
        QVERIFY(process.waitForStarted());
        QTest::qWait(300); // the practice worker begins within milliseconds
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
