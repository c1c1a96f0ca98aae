#include <thread>

#include <QTest>

#include "tests/serve/http_rig.h"
#include "tests/serve/raw_client.h"

using namespace espalier;
using namespace espalier::serve;
using namespace espalier::tests;
using namespace std::chrono_literals;

/// What clients do to connections: malformed, slow, too many, gone.
class ConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void malformedHttpIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01 nonsense\r\n\r\n") << QByteArray("400");
        QTest::newRow("no version") << QByteArray("GET /health\r\n\r\n") << QByteArray("400");
        QTest::newRow("no length") << QByteArray("POST /v1/completions HTTP/1.1\r\nHost: a\r\n\r\n")
                                   << QByteArray("411");
        QTest::newRow("two lengths") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: 2\r\n"
                                                   "Content-Length: 3\r\n\r\n{}")
                                     << QByteArray("400");
        QTest::newRow("length and chunks") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: 2\r\n"
                                                         "Transfer-Encoding: chunked\r\n\r\n{}")
                                           << QByteArray("400");
        QTest::newRow("negative") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: -2\r\n\r\n{}")
                                  << QByteArray("400");
        QTest::newRow("huge") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: "
                                            "99999999999999999999999\r\n\r\n{}")
                              << QByteArray("413");
        QTest::newRow("long line") << "GET /" + QByteArray(100'000, 'a') << QByteArray("431");
        QTest::newRow("long address") << "GET /" + QByteArray(10'000, 'a') + " HTTP/1.1\r\n\r\n" << QByteArray("431");
        QTest::newRow("long header") << "GET /health HTTP/1.1\r\nX: " + QByteArray(100'000, 'a') << QByteArray("431");
        QTest::newRow("ranges") << "GET /health HTTP/1.1\r\nConnection: close\r\nRange: bytes=0-" +
                                       QByteArray(",0-").repeated(2000) + "\r\n\r\n"
                                << QByteArray("200");
        QTest::newRow("half a head") << QByteArray("GET /health HTTP/1.1\r\nX: ") << QByteArray("408");
        QTest::newRow("half a body") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: 20\r\n\r\n{")
                                     << QByteArray("408");
    }

    void malformedHttpIsAnswered()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        Service service;
        service.limits.head = 1s;
        service.limits.body = 1s;
        HttpRig rig(std::move(service));
        RawClient client(rig.port);
        client.send(request.toStdString());
        const std::string answer = client.readToEnd();
        QVERIFY2(answer.starts_with("HTTP/1.1 " + status.toStdString()), answer.substr(0, 200).c_str());
        QVERIFY(answer.find("\r\n\r\n{\"") != std::string::npos);
        QCOMPARE(rig.client().Get("/health")->status, 200);
    }

    void slowClientsHoldNothingUp()
    {
        Service service;
        service.limits.head = 2s;
        service.limits.connections = 20;
        HttpRig rig(std::move(service));
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 19; ++i) {
            slow.push_back(std::make_unique<RawClient>(rig.port));
            slow.back()->send("GET /hea");
        }
        QCOMPARE(rig.client().Get("/health")->status, 200);
        // A byte now and then does not buy time.
        for (int i = 0; i < 10; ++i) {
            std::this_thread::sleep_for(100ms);
            slow[0]->send("l");
        }
        QVERIFY(slow[0]->readToEnd().starts_with("HTTP/1.1 408"));
        QCOMPARE(rig.client().Get("/health")->status, 200);
    }

    /// A client that takes its answer bit by bit, often enough to be no idle one, does not get it to its end.
    void slowReadersHoldNothingUp()
    {
        constexpr std::size_t kBytes = std::size_t(32) << 20; // far more than lies in buffers on the way
        Service service;
        service.docsPage = std::string(kBytes, 'x');
        service.limits.body = 1s;
        service.limits.request = 1s;
        service.limits.write = 2s;
        HttpRig rig(std::move(service));
        RawClient slow(rig.port);
        slow.send("GET /docs HTTP/1.1\r\n\r\n");
        std::size_t received = 0;
        while (const std::size_t count = slow.readSome(std::size_t(16) << 10)) { // 1.6 MB/s: 20 s for all
            received += count;
            std::this_thread::sleep_for(10ms);
        }
        QVERIFY(received > 0);
        QVERIFY(received < kBytes);
        bool left = false; // kept: asked once more, the connection of the question before may still be open
        QTRY_VERIFY_WITH_TIMEOUT(left || (left = rig.metric("espalier_connections") == "1"), 20'000);
    }

    void connectionsAreLimited()
    {
        Service service;
        service.limits.connections = 2;
        HttpRig rig(std::move(service));
        RawClient first(rig.port);
        RawClient second(rig.port);
        first.send("GET /health HTTP/1.1\r\n\r\n");
        second.send("GET /health HTTP/1.1\r\n\r\n");
        QVERIFY(first.readUntil("\"waiting\":0}").starts_with("HTTP/1.1 200"));
        QVERIFY(second.readUntil("\"waiting\":0}").starts_with("HTTP/1.1 200"));
        RawClient third(rig.port);
        QVERIFY(third.readToEnd().starts_with("HTTP/1.1 503"));
        // A connection serves request after request.
        first.send("GET /v1/models HTTP/1.1\r\n\r\nGET /health HTTP/1.1\r\nConnection: close\r\n\r\n");
        const std::string both = first.readToEnd();
        QVERIFY(both.find("\"object\":\"list\"") != std::string::npos);
        QVERIFY(both.find("\"waiting\":0}") != std::string::npos);
    }

    void aClientThatLeavesIsNotAnswered_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::newRow("stream") << QByteArray("true");
        QTest::newRow("whole") << QByteArray("false");
    }

    void aClientThatLeavesIsNotAnswered()
    {
        QFETCH(QByteArray, stream);
        HttpRig rig;
        rig.backend.closeGate();
        {
            RawClient client(rig.port);
            const std::string body = "{\"messages\":\"hi\",\"stream\":" + stream.toStdString() + "}";
            client.send("POST /v1/chat/completions HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) +
                        "\r\n\r\n" + body);
            QTRY_COMPARE_WITH_TIMEOUT(rig.scheduler.load().running, std::size_t(1), 20'000);
        }
        bool left = false; // kept: asked once more, the connection of the question before may still be open
        QTRY_VERIFY_WITH_TIMEOUT(left || (left = rig.metric("espalier_connections") == "1"), 20'000);
        rig.backend.openGate();
        QVERIFY(rig.scheduler.waitUntilIdle(Scheduler::Clock::now() + 20s));
        QCOMPARE(rig.metric("espalier_choices_cancelled_total"), std::string("1"));
        // A few passes may run before the word arrives, but not the hundred that the context has room for.
        QVERIFY(rig.backend.passes.load() < 50);
    }

    void drainingEndsWhatRuns()
    {
        HttpRig rig;
        rig.backend.closeGate();
        std::string running;
        std::thread client(
            [&] { running = rig.post(kChat, "{\"messages\":\"hi\",\"max_tokens\":5,\"stream\":true}")->body; });
        QTRY_COMPARE_WITH_TIMEOUT(rig.scheduler.load().running, std::size_t(1), 20'000);
        QVERIFY(!rig.server->drain(Scheduler::Clock::now() + 10ms));
        verifyError(rig.post(kChat, "{\"messages\":\"hi\"}"), 503, code::kShuttingDown);
        QCOMPARE(rig.client().Get("/health")->status, 503);
        rig.backend.openGate();
        QVERIFY(rig.server->drain(Scheduler::Clock::now() + 20s));
        client.join();
        QCOMPARE(chatText(eventsOf(running)).size(), std::size_t(5));
        QCOMPARE(eventsOf(running).back(), std::string("[DONE]"));
    }

    void aPortIsNotShared()
    {
        const auto first = listenOn("127.0.0.1", 0);
        QVERIFY(bool(first));
        QVERIFY(isLoopback(*first));
        const auto second = listenOn("127.0.0.1", portOf(*first));
        QVERIFY(!second);
        QCOMPARE(second.error().code, std::string("serve.port"));
        QVERIFY(second.error().message.find("--port") != std::string::npos);
        QCOMPARE(listenOn("192.0.2.1", 0).error().code, std::string("serve.host")); // an address of documentation
        QCOMPARE(listenOn("no such host", 0).error().code, std::string("serve.host"));
    }
};

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"
