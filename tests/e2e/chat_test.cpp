#include <algorithm>
#include <csignal>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/program.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;

namespace {

const QString kDemo = QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model");

/// `chat` with lines as a user types them.
ProgramRun converse(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(programPath("espalier-cli"), QStringList{"chat"} + arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

/// A random model that has no token to end an answer with.
void writeEndlessModel(const QString& folder, int contextTokens)
{
    nlohmann::json config = tinyConfig();
    config["max_position_embeddings"] = contextTokens;
    config["eos_token_id"] = nullptr;
    writeModel(folder.toStdString(), config, tinyTensors());
    if (!writeFileAtomically((folder + "/tokenizer.json").toStdString(), letterTokenizer().dump())) {
        throw std::runtime_error("cannot write the tokenizer");
    }
}

/// An answer that is 8192 tokens long if nothing stops it.
class LongAnswer
{
public:
    LongAnswer(const QString& folder, const QStringList& more)
    {
        writeEndlessModel(folder, 100000);
        m_process.start(programPath("espalier-cli"),
                        QStringList{"chat", folder, "--threads", "1", "--seed", "1"} + more);
    }
    ~LongAnswer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    bool waitForText() { return m_process.waitForReadyRead(30000); }
    void interrupt() const { ::kill(static_cast<pid_t>(m_process.processId()), SIGINT); }
    QProcess& process() { return m_process; }

private:
    QProcess m_process;
};

} // namespace

/// The command `chat`, with the demo model as a user would talk to it.
class ChatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void greedyTextIsTheReferencePrograms()
    {
        const QString model = sharedData("models/stories260K");
        if (model.isEmpty()) {
            QSKIP("The reference data is not there.");
        }
        QFile golden(model + "/greedy_200.txt");
        QVERIFY(golden.open(QIODevice::ReadOnly));
        const QByteArray text = golden.readAll();
        QVERIFY(text.startsWith("Once upon a time"));
        for (const char* kv : {"f16", "f32"}) {
            const ProgramRun run =
                runCli({"chat", model, "--raw", "--greedy", "--prompt", "", "--max-tokens", "200", "--kv", kv});
            QVERIFY2(run.exitCode == 0, run.standardError.constData());
            QCOMPARE(run.standardOutput, text + "\n");
        }
        const ProgramRun rest = runCli({"chat", model, "--raw", "--greedy", "--prompt", "Once upon a time, there was a",
                                        "--max-tokens", "20", "--json"});
        QVERIFY2(rest.exitCode == 0, rest.standardError.constData());
        const std::string continued = "Once upon a time, there was a" + rest.json().at("text").get<std::string>();
        QCOMPARE(text.left(int(continued.size())), QByteArray::fromStdString(continued)); // the space is kept
    }

    void oneAnswerEndsByItself()
    {
        const ProgramRun run = runCli({"chat", kDemo, "--greedy", "--prompt", "What sound does a dog make?"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QCOMPARE(run.standardOutput, QByteArray("A dog barks.\n"));
        QVERIFY2(run.standardError.contains("tok/s; prompt ") && run.standardError.contains("first token after"),
                 run.standardError.constData());
        QVERIFY(!run.standardError.contains("ended"));
    }

    void jsonHasTheDocumentedKeysAlone()
    {
        const ProgramRun run = runCli({"chat", kDemo, "--greedy", "--prompt", "What sound does a dog make?", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QVERIFY(run.standardError.isEmpty());
        const auto json = run.json();
        QVERIFY2(json.is_object(), run.standardOutput.constData());
        QStringList keys;
        for (const auto& [key, value] : json.items()) {
            keys << QString::fromStdString(key);
        }
        QCOMPARE(keys.join(' '),
                 "decodeTokensPerSecond generatedTokens prefillTokensPerSecond promptTokens stopReason text");
        QCOMPARE(json.at("text").get<std::string>(), std::string("A dog barks."));
        QCOMPARE(json.at("stopReason").get<std::string>(), std::string("end"));
        QVERIFY(json.at("promptTokens").get<int>() > 5);
        QVERIFY(json.at("generatedTokens").get<int>() > 2);
        QVERIFY(json.at("prefillTokensPerSecond").get<double>() > 0.0);
        QVERIFY(json.at("decodeTokensPerSecond").get<double>() > 0.0);
    }

    void aConversationGoesOn()
    {
        const ProgramRun run = converse({kDemo, "--greedy"}, "What sound does a dog make?\n"
                                                             "\n"
                                                             "What is 2 plus 3?\r\n"
                                                             "/unknown\n"
                                                             "/help\n"
                                                             "/reset\n"
                                                             "What is the capital of France?\n"
                                                             "/quit\n"
                                                             "What is 1 plus 1?\n");
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QCOMPARE(run.standardOutput, QByteArray("A dog barks.\n2 plus 3 is 5.\nThe capital of France is Paris.\n"));
        const QByteArrayList lines = run.standardError.split('\n');
        QByteArrayList figures;
        std::copy_if(lines.begin(), lines.end(), std::back_inserter(figures),
                     [](const QByteArray& line) { return line.contains("first token after"); });
        QCOMPARE(figures.size(), 3);
        QVERIFY(!figures[0].contains("known"));
        QVERIFY2(figures[1].contains("known"), figures[1].constData()); // the first turn need not run again
        QVERIFY(run.standardError.contains("There is no command /unknown"));
        QVERIFY(run.standardError.contains("/system TEXT"));
    }

    void theSystemMessageIsPartOfThePrompt()
    {
        const auto promptTokens = [](const QStringList& more) {
            const ProgramRun run = runCli(
                QStringList{"chat", kDemo, "--greedy", "--prompt", "Hello", "--max-tokens", "1", "--json"} + more);
            return run.exitCode == 0 ? run.json().at("promptTokens").get<int>() : -1;
        };
        const int plain = promptTokens({});
        QVERIFY(plain > 0);
        QVERIFY(promptTokens({"--system", "Be brief."}) > plain);
        QVERIFY(promptTokens({"--system", ""}) > plain); // an empty one is one all the same
        const ProgramRun run = converse({kDemo, "--greedy"}, "/system You are a fox.\nWhat is 2 plus 3?\n/system\n"
                                                             "What is 2 plus 3?");
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QCOMPARE(run.standardOutput.count('\n'), 2);
    }

    void seedsAndLimits()
    {
        const auto text = [](const QStringList& more) {
            const ProgramRun run = runCli(QStringList{"chat", kDemo, "--raw", "--prompt", "It was a", "--max-tokens",
                                                      "60", "--temperature", "1.5", "--json"} +
                                          more);
            return run.exitCode == 0 ? run.json().at("text").get<std::string>() : std::string("failed");
        };
        QCOMPARE(text({"--seed", "3"}), text({"--seed", "3"}));
        QVERIFY(text({"--seed", "3"}) != text({"--seed", "4"}));
        QCOMPARE(text({"--seed", "3", "--top-k", "1"}), text({"--seed", "4", "--top-k", "1"}));
        QCOMPARE(text({"--seed", "3", "--top-p", "0"}), text({"--seed", "4", "--top-k", "1"}));
        QCOMPARE(text({"--seed", "3", "--min-p", "1"}), text({"--seed", "4", "--top-k", "1"}));
        QVERIFY(text({"--top-k", "1", "--repeat-penalty", "100"}) != text({"--top-k", "1"}));
        const auto limited =
            runCli({"chat", kDemo, "--raw", "--prompt", "It was a", "--max-tokens", "3", "--greedy", "--json"});
        QCOMPARE(limited.json().at("generatedTokens").get<int>(), 3);
        QCOMPARE(limited.json().at("stopReason").get<std::string>(), std::string("length"));
    }

    void theContextEndsAnAnswer()
    {
        writeEndlessModel(m_folder.path() + "/short", 64);
        const ProgramRun run = runCli({"chat", m_folder.path() + "/short", "--raw", "--prompt", "abc", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QCOMPARE(run.json().at("stopReason").get<std::string>(), std::string("context"));
        QCOMPARE(run.json().at("promptTokens").get<int>(), 3);
        QCOMPARE(run.json().at("generatedTokens").get<int>(), 61);
    }

    void wrongInputIsRefusedWithOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const QStringList& arguments, const char* code) {
            QTest::newRow(name) << arguments << code;
        };
        writeModel((m_folder.path() + "/no-tokenizer").toStdString(), tinyConfig(), tinyTensors());
        const QString longPrompt = QStringLiteral("a fox and a dog ").repeated(200);
        row("no model", {"--prompt", "x"}, "usage");
        row("missing model", {m_folder.path() + "/none", "--prompt", "x"}, "model.open");
        row("no tokenizer", {m_folder.path() + "/no-tokenizer", "--prompt", "x"}, "tokenizer.missing");
        row("no file", {"x.gguf", "--prompt", "x"}, "model.open");
        row("json alone", {kDemo}, "usage");
        row("negative temperature", {kDemo, "--prompt", "x", "--temperature", "-1"}, "usage");
        row("NaN", {kDemo, "--prompt", "x", "--temperature", "nan"}, "usage");
        row("top-p", {kDemo, "--prompt", "x", "--top-p", "1.5"}, "usage");
        row("no tokens", {kDemo, "--prompt", "x", "--max-tokens", "0"}, "usage");
        row("threads", {kDemo, "--prompt", "x", "--threads", "0"}, "usage");
        row("kv", {kDemo, "--prompt", "x", "--kv", "f8"}, "usage");
        row("engine", {kDemo, "--prompt", "x", "--engine", "steam"}, "usage");
        row("raw system", {kDemo, "--prompt", "x", "--raw", "--system", "y"}, "usage");
        row("greedy temperature", {kDemo, "--prompt", "x", "--greedy", "--temperature", "1"}, "usage");
        row("beyond the context", {kDemo, "--prompt", longPrompt}, "engine.context");
        row("nothing to continue", {kDemo, "--raw", "--prompt", ""}, "prompt.empty");
    }
    void wrongInputIsRefusedWithOneLine()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, code);
        const ProgramRun run = runCli(QStringList{"chat"} + arguments + QStringList{"--json"});
        QVERIFY2(run.exitCode == 2, run.standardError.constData());
        QVERIFY2(run.standardError.count('\n') == 1, run.standardError.constData());
        QVERIFY2(run.json().is_object(), run.standardOutput.constData());
        QCOMPARE(QString::fromStdString(run.json().at("error").at("code").get<std::string>()), code);
    }

    void aConversationOutlivesWrongInput()
    {
        const QByteArray tooLong = QByteArray("a fox and a dog ").repeated(200);
        const ProgramRun run = converse({kDemo, "--greedy"}, "\xFF\xFE bytes\n" + tooLong + "\nWhat is 2 plus 3?\n");
        QCOMPARE(run.standardOutput, QByteArray("2 plus 3 is 5.\n"));
        QVERIFY(run.standardError.contains("not valid UTF-8"));
        QVERIFY(run.standardError.contains("no room for an answer"));
        QVERIFY(run.standardError.contains("/reset"));
        QCOMPARE(run.exitCode, 2);
    }

    void aModelWithoutATemplateSaysSo()
    {
        const QString model = m_folder.path() + "/plain";
        QVERIFY(QDir().mkpath(model));
        for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"}) {
            QVERIFY(QFile::copy(kDemo + "/" + file, model + "/" + file));
        }
        const ProgramRun run = runCli({"chat", model, "--prompt", "Once upon a time", "--greedy", "--max-tokens", "4"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QVERIFY2(run.standardError.contains("no chat template"), run.standardError.constData());
        const ProgramRun raw =
            runCli({"chat", model, "--raw", "--prompt", "Once upon a time\n", "--greedy", "--max-tokens", "4"});
        QCOMPARE(raw.standardOutput, run.standardOutput);
        QVERIFY(!raw.standardError.contains("no chat template"));
    }

    void theReferenceAnswersThroughTheWorker()
    {
        const QStringList question = {"chat", kDemo, "--engine", "reference", "--greedy", "--prompt"};
        const ProgramRun run = runCli(question + QStringList{"What sound does a dog make?"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QCOMPARE(run.standardOutput, QByteArray("A dog barks.\n"));
        QVERIFY2(run.standardError.contains("tok/s; prompt 15 tokens"), run.standardError.constData());
        const ProgramRun raw = runCli({"chat", kDemo, "--engine", "reference", "--raw", "--temperature", "1.2",
                                       "--seed", "5", "--prompt", "It was a", "--max-tokens", "8", "--json"});
        const ProgramRun engine = runCli({"chat", kDemo, "--raw", "--temperature", "1.2", "--seed", "5", "--prompt",
                                          "It was a", "--max-tokens", "8", "--json", "--kv", "f32"});
        QVERIFY2(raw.exitCode == 0 && engine.exitCode == 0, raw.standardError.constData());
        for (const char* key : {"text", "stopReason", "promptTokens", "generatedTokens"}) {
            QCOMPARE(raw.json().at(key).dump(), engine.json().at(key).dump());
        }
        const ProgramRun tooLong = runCli(question + QStringList{QStringLiteral("a fox and a dog ").repeated(200)});
        QCOMPARE(tooLong.exitCode, 2);
        QVERIFY2(tooLong.standardError.contains("no room for an answer"), tooLong.standardError.constData());
        const ProgramRun noWorker =
            runCli(question + QStringList{"Hello"}, environmentWith("ESPALIER_WORKER", "/none"));
        QCOMPARE(noWorker.exitCode, 1);
    }

    void interruptStopsTheAnswer()
    {
        LongAnswer answer(m_folder.path() + "/long1", {"--raw", "--prompt", "abc"});
        QVERIFY(answer.waitForText());
        answer.interrupt();
        QVERIFY(answer.process().waitForFinished(30000));
        QCOMPARE(answer.process().exitStatus(), QProcess::NormalExit);
        const QByteArray error = answer.process().readAllStandardError();
        QVERIFY2(error.contains("; stopped"), error.constData());
        QCOMPARE(answer.process().exitCode(), 1);
        QVERIFY(answer.process().readAllStandardOutput().size() < 8192);
    }

    void interruptLeavesAConversation()
    {
        LongAnswer answer(m_folder.path() + "/long2", {});
        answer.process().write("abc\n");
        QVERIFY(answer.waitForText());
        answer.interrupt();
        answer.process().write("/help\n/quit\n");
        QVERIFY(answer.process().waitForFinished(30000));
        QCOMPARE(answer.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(answer.process().exitCode(), 0);
        const QByteArray error = answer.process().readAllStandardError();
        QVERIFY2(error.contains("; stopped") && error.contains("/system TEXT"), error.constData());
    }

    void aSecondInterruptEndsTheProgram()
    {
        LongAnswer answer(m_folder.path() + "/long3", {});
        answer.process().write("abc\n");
        QVERIFY(answer.waitForText());
        answer.interrupt();
        QTest::qWait(200); // the answer has stopped, the program waits for a line
        answer.interrupt();
        QVERIFY(answer.process().waitForFinished(30000));
        QVERIFY(answer.process().exitStatus() == QProcess::CrashExit || answer.process().exitCode() == 130);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(ChatTest)
#include "chat_test.moc"
