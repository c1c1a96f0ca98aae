#include <csignal>

#include <QTest>

#include "core/protocol/client.h"

using namespace espalier;
using namespace espalier::protocol;

namespace {

std::string bytesOf(const std::string& job, EventBody body)
{
    return encodeFrame(toJson(Event{job, 1.0, std::move(body)}));
}

std::string hello(int version = 1)
{
    return bytesOf("", Hello{"espalier-worker", version, "0"});
}

/// A client whose job "j" runs.
Client running()
{
    Client client;
    client.start({"j", "logits", nlohmann::json::object()});
    client.feed(hello());
    client.takeOutput();
    client.takeEvents();
    return client;
}

std::vector<Message> messagesIn(const std::string& bytes)
{
    FrameReader reader;
    reader.feed(bytes);
    std::vector<Message> messages;
    for (auto next = reader.next(); next && *next; next = reader.next()) {
        messages.push_back(messageFromJson(**next).take());
    }
    return messages;
}

} // namespace

class ClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobIsSentAfterTheGreeting()
    {
        Client client;
        QVERIFY(client.state() == Client::State::Starting);
        client.start({"j", "logits", {{"ids", {1}}}});
        QVERIFY(client.takeOutput().empty());
        client.feed("Last login: today\n" + hello());
        QVERIFY(client.state() == Client::State::Running);
        const auto messages = messagesIn(client.takeOutput());
        QCOMPARE(messages.size(), std::size_t(1));
        QCOMPARE(std::get<Start>(messages[0]).job, std::string("j"));
        QCOMPARE(client.takeLogLines(), std::vector<std::string>{"Last login: today"});
    }

    void aWorkerMayBeReadyBeforeTheJob()
    {
        Client client;
        client.feed(hello());
        QVERIFY(client.state() == Client::State::Ready);
        client.start({"j", "logits", {}});
        QVERIFY(client.state() == Client::State::Running);
        QCOMPARE(messagesIn(client.takeOutput()).size(), std::size_t(1));
    }

    void resultEndsTheJobAndClosesTheInput()
    {
        Client client = running();
        client.feed(bytesOf("j", Progress{"evaluation", 0.5, 2.0}) + bytesOf("j", Finished{{{"tokens", 3}}}) +
                    bytesOf("j", Log{"info", "too late"}));
        QVERIFY(client.state() == Client::State::Finished);
        QCOMPARE(client.result().at("tokens").get<int>(), 3);
        QCOMPARE(client.takeEvents().size(), std::size_t(2));
        QCOMPARE(client.droppedMessages(), std::size_t(1));
        QVERIFY(client.action(10.0) == Client::Action::CloseInput);
        QVERIFY(client.action(10.1) == Client::Action::None);
        client.exited(0, 0);
        QVERIFY(client.state() == Client::State::Finished);
        QVERIFY(client.action(100.0) == Client::Action::None);
    }

    void aWorkerThatDoesNotLeaveIsTerminatedThenKilled()
    {
        Client client = running();
        client.feed(bytesOf("j", Finished{}));
        QVERIFY(client.action(10.0) == Client::Action::CloseInput);
        QVERIFY(client.action(14.9) == Client::Action::None);
        QVERIFY(client.action(15.1) == Client::Action::Terminate);
        QVERIFY(client.action(19.0) == Client::Action::Kill);
    }

    void staleJobsAreDropped()
    {
        Client client = running();
        client.feed(bytesOf("older", Finished{}) + bytesOf("older", Log{"info", "x"}));
        QVERIFY(client.state() == Client::State::Running);
        QVERIFY(client.takeEvents().empty());
        QCOMPARE(client.droppedMessages(), std::size_t(2));
    }

    void cancelEscalates()
    {
        Client client = running();
        client.cancel(100.0);
        QVERIFY(client.state() == Client::State::Cancelling);
        const auto messages = messagesIn(client.takeOutput());
        QCOMPARE(messages.size(), std::size_t(1));
        QCOMPARE(std::get<Cancel>(messages[0]).job, std::string("j"));
        client.cancel(100.5); // changes nothing
        QVERIFY(client.takeOutput().empty());
        QVERIFY(client.action(100.9) == Client::Action::None);
        QVERIFY(client.action(101.1) == Client::Action::Terminate);
        QVERIFY(client.action(103.1) == Client::Action::Kill);
        client.exited(0, SIGKILL);
        QCOMPARE(client.failure()->code, std::string("cancelled"));
    }

    void cancelThatIsObeyedEndsWithTheWorkersWords()
    {
        Client client = running();
        client.cancel(100.0);
        client.feed(bytesOf("j", Failed{"cancelled", "The run was cancelled.", ""}));
        QVERIFY(client.state() == Client::State::Failed);
        QCOMPARE(client.failure()->message, std::string("The run was cancelled."));
        client.exited(1, 0);
        QCOMPARE(client.takeEvents().size(), std::size_t(1));
    }

    void cancelBeforeTheJobBeganNeedsNoWorker()
    {
        Client client;
        client.start({"j", "logits", {}});
        client.cancel(1.0);
        QCOMPARE(client.failure()->code, std::string("cancelled"));
        client.feed(hello());
        QVERIFY(client.takeOutput().empty());
        QVERIFY(client.action(1.0) == Client::Action::CloseInput);
    }

    void killIsImmediate()
    {
        Client client = running();
        client.kill();
        QVERIFY(client.action(0.0) == Client::Action::Kill);
        client.exited(0, SIGKILL);
        QCOMPARE(client.failure()->code, std::string("cancelled"));
    }

    void aKilledWorkerIsAFailedRunWithItsMemoryAndLastWords()
    {
        Client client = running();
        client.feed(bytesOf("j", Memory{std::uint64_t(3) << 29, std::uint64_t(3) << 29}));
        client.feedStderr("one\ntwo\nthr");
        client.feedStderr("ee\nfour without end");
        client.exited(0, SIGKILL);
        QVERIFY(client.state() == Client::State::Failed);
        QCOMPARE(client.failure()->code, std::string("worker.lost"));
        const QString message = QString::fromStdString(client.failure()->message);
        QVERIFY2(message.contains("1.5 GiB"), qPrintable(message));
        QVERIFY2(message.endsWith("two | three | four without end"), qPrintable(message));
        const auto events = client.takeEvents();
        QVERIFY(std::holds_alternative<Failed>(events.back().body));
        QCOMPARE(events.back().job, std::string("j"));
    }

    void lastWordsThatAreNoTextBecomeText()
    {
        Client client = running();
        client.feedStderr("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8C\xB3\n"
                          "\xFF\xC0\xAF\xED\xA0\x80 \xE2\x82\n"
                          "\xF4\x90\x80\x80 end\xC3");
        client.exited(1, 0);
        const QString message = QString::fromStdString(client.failure()->message);
        QVERIFY2(message.endsWith(QString::fromUtf8("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8C\xB3 | ?????? ?? | ???? end?")),
                 qPrintable(message));
        QVERIFY(!toJson(client.takeEvents().back()).dump().empty()); // throws if it is no UTF-8
    }

    void otherDeathsAreNamed()
    {
        Client crashed = running();
        crashed.exited(0, SIGSEGV);
        QVERIFY(crashed.failure()->message.find("signal 11") != std::string::npos);
        Client left;
        left.exited(127, 0);
        QCOMPARE(left.failure()->code, std::string("worker.lost"));
        QVERIFY(left.failure()->message.find("exit code 127") != std::string::npos);
        Client absent;
        absent.failedToStart("No such file or directory");
        QCOMPARE(absent.failure()->code, std::string("worker.start"));
        absent.start({"j", "logits", {}});
        QVERIFY(absent.takeOutput().empty());
    }

    void anotherVersionIsRefused()
    {
        Client client;
        client.start({"j", "logits", {}});
        client.feed(hello(2));
        QCOMPARE(client.failure()->code, std::string("worker.version"));
        QVERIFY(client.takeOutput().empty());
    }

    void aBrokenStreamFailsTheRunAndStopsTheWorker()
    {
        Client client = running();
        client.feed("Segmentation fault (core dumped)\n");
        QCOMPARE(client.failure()->code, std::string("protocol.frame.size"));
        QVERIFY(client.action(0.0) == Client::Action::CloseInput);
        QVERIFY(client.action(0.0) == Client::Action::Kill);

        Client strange = running();
        strange.feed(encodeFrame({{"type", "moon"}, {"job", "j"}, {"seconds", 0.0}}));
        QCOMPARE(strange.failure()->code, std::string("protocol.event"));
    }
};

QTEST_GUILESS_MAIN(ClientTest)
#include "client_test.moc"
