#include <atomic>
#include <thread>

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <httplib.h>

#include "core/base/atomic_file.h"
#include "tests/support/served_model.h"

using namespace espalier;
using namespace espalier::tests;

namespace {

constexpr const char* kChat = "/v1/chat/completions";
constexpr const char* kJson = "application/json";

httplib::Client clientOf(const ServedModel& server)
{
    httplib::Client client("127.0.0.1", server.port());
    client.set_read_timeout(60);
    return client;
}

nlohmann::json answerOf(const httplib::Result& result)
{
    return result ? nlohmann::json::parse(result->body, nullptr, false) : nlohmann::json();
}

} // namespace

/// `espalier-cli serve` as a user starts, asks and ends it.
class ServeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void demoModelAnswersAndStopsByItself()
    {
        ServedModel server;
        QVERIFY2(server.running(), server.standardError().constData());
        const auto json = answerOf(
            clientOf(server).Post(kChat, "{\"messages\": \"What is a small dog called?\", \"temperature\": 0}", kJson));
        QVERIFY(json.is_object());
        const auto choice = json["choices"][0];
        QVERIFY(choice["message"]["content"].get<std::string>().size() > 3);
        QCOMPARE(choice["finish_reason"].get<std::string>(), std::string("stop"));
        server.sendSignal(SIGTERM);
        QCOMPARE(server.waitForEnd(), 0);
    }

    /// The seed's requests with curl, bodies as they stand there.
    void curlStreams_data()
    {
        QTest::addColumn<QString>("body");
        QTest::newRow("prompt") << "{\"model\": \"hf:mgoin/TinyLlama-1.1B-Chat-v1.0-pruned50-quant-ds\", "
                                   "\"prompt\": \"Say this is a test\", \"stream\": true}";
        QTest::newRow("messages") << "{\"model\": \"hf:mgoin/TinyLlama-1.1B-Chat-v1.0-pruned50-quant-ds\", "
                                     "\"messages\": \"Large language models are\", \"stream\": true}";
    }

    void curlStreams()
    {
        if (QStandardPaths::findExecutable("curl").isEmpty()) {
            QSKIP("curl is not there");
        }
        QFETCH(QString, body);
        ServedModel server;
        QVERIFY(server.running());
        QProcess curl;
        curl.start("curl", {"-sS", "--max-time", "60", server.url() + kChat, "-H", "Content-Type: application/json",
                            "-d", body});
        QVERIFY(curl.waitForFinished(70'000));
        QCOMPARE(curl.exitCode(), 0);
        const QByteArray output = curl.readAllStandardOutput();
        QVERIFY2(output.startsWith("data: {\"id\":\"chatcmpl-"), output.constData());
        QVERIFY(output.endsWith("data: [DONE]\n\n"));
        for (const char byte : output) { // a client may cut and decode it anywhere
            QVERIFY(static_cast<unsigned char>(byte) < 0x80);
        }
    }

    void aPortInUseIsBadInput()
    {
        ServedModel server;
        QVERIFY(server.running());
        const ProgramRun second =
            runCli({"serve", ESPALIER_SOURCE_DIR "/resources/demo/model", "--port", QString::number(server.port())});
        QCOMPARE(second.exitCode, 2);
        QVERIFY2(second.standardError.contains("in use"), second.standardError.constData());
    }

    void badInputIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QString model = ESPALIER_SOURCE_DIR "/resources/demo/model";
        QTest::newRow("no model") << QStringList{"/no/such/folder", "--port", "0"};
        QTest::newRow("no address") << QStringList{model, "--host", "192.0.2.1", "--port", "0"};
        QTest::newRow("no port") << QStringList{model, "--port", "70000"};
        QTest::newRow("no key file") << QStringList{model, "--port", "0", "--api-key-file", "/no/such/file"};
        QTest::newRow("no parallel") << QStringList{model, "--port", "0", "--parallel", "0"};
    }

    void badInputIsRefused()
    {
        QFETCH(QStringList, arguments);
        const ProgramRun run = runCli(QStringList{"serve"} + arguments);
        QCOMPARE(run.exitCode, 2);
        QVERIFY(!run.standardError.isEmpty());
    }

    void keysAndOtherMachines()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("keys");
        QVERIFY(bool(writeFileAtomically(file.toStdString(), "secret\n")));
        ServedModel guarded({"--api-key-file", file});
        QVERIFY(guarded.running());
        QCOMPARE(clientOf(guarded).Get("/v1/models")->status, 401);
        QCOMPARE(clientOf(guarded).Get("/v1/models", {{"Authorization", "Bearer secret"}})->status, 200);
        guarded.sendSignal(SIGINT);
        QCOMPARE(guarded.waitForEnd(), 0);
        QVERIFY(!guarded.standardError().contains("Warning"));
        ServedModel open({"--host", "0.0.0.0"});
        QVERIFY(open.running());
        open.sendSignal(SIGINT);
        QCOMPARE(open.waitForEnd(), 0);
        QVERIFY(open.standardError().contains("Warning"));
    }

    void sigtermLetsAnswersEnd()
    {
        ServedModel server;
        QVERIFY(server.running());
        std::string body;
        std::atomic<bool> begun{false};
        std::thread reader([&] {
            httplib::Client client = clientOf(server);
            httplib::Request request;
            request.method = "POST";
            request.path = kChat;
            request.headers = {{"Content-Type", kJson}};
            request.body = "{\"messages\":\"Tell me a story\",\"ignore_eos\":true,\"stream\":true,\"max_tokens\":300}";
            request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
                body.append(data, size);
                begun = true;
                return true;
            };
            [[maybe_unused]] const auto result = client.send(request);
        });
        QTRY_VERIFY_WITH_TIMEOUT(begun.load(), 60'000);
        server.sendSignal(SIGTERM);
        QCOMPARE(server.waitForEnd(), 0);
        reader.join();
        QVERIFY(body.ends_with("data: [DONE]\n\n"));
        QVERIFY(body.find("\"finish_reason\":\"length\"") != std::string::npos);
    }

    void aSecondSignalEndsAtOnce()
    {
        ServedModel server({"--context", "512"});
        QVERIFY(server.running());
        std::vector<std::thread> readers; // more work than ends in a moment
        for (int i = 0; i < 40; ++i) {
            readers.emplace_back([&server] {
                clientOf(server).Post(kChat, "{\"messages\":\"a\",\"ignore_eos\":true,\"max_tokens\":480}", kJson);
            });
        }
        const auto running = [&server] { return answerOf(clientOf(server).Get("/health")).value("waiting", 0) > 20; };
        QTRY_VERIFY_WITH_TIMEOUT(running(), 60'000);
        server.sendSignal(SIGTERM);
        server.sendSignal(SIGINT);
        QCOMPARE(server.waitForEnd(), 0);
        for (std::thread& reader : readers) {
            reader.join();
        }
        QVERIFY(server.standardError().contains("cut off"));
    }
};

QTEST_GUILESS_MAIN(ServeTest)
#include "serve_test.moc"
