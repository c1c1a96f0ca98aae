#include <csignal>
#include <cstdio>
#include <cstring>
#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/protocol/frames.h"
#include "core/protocol/messages.h"
#include "ui/models/workspace.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

// This program is its own worker when it is started with --worker BEHAVIOUR.

void say(const std::string& job, protocol::EventBody body)
{
    const std::string frame = protocol::encodeFrame(protocol::toJson(protocol::Event{job, 0.1, std::move(body)}));
    std::fwrite(frame.data(), 1, frame.size(), stdout);
    std::fflush(stdout);
}

/// Blocks for the next message; nothing at the end of the stream.
std::optional<protocol::Message> heard(protocol::FrameReader& reader)
{
    for (;;) {
        auto frame = reader.next();
        if (frame && *frame) {
            auto message = protocol::messageFromJson(**frame);
            return message ? std::optional(message.take()) : std::nullopt;
        }
        char buffer[4096];
        const ssize_t got = ::read(0, buffer, sizeof buffer);
        if (got <= 0) {
            return std::nullopt;
        }
        reader.feed({buffer, std::size_t(got)});
    }
}

int actAsWorker(const std::string& behaviour)
{
    if (behaviour == "dies-at-once") {
        std::fputs("libtorch was not found\n", stderr);
        return 3;
    }
    std::fputs("hello from the log\n", stderr);
    say("", protocol::Hello{});
    protocol::FrameReader reader;
    const auto first = heard(reader);
    if (!first) {
        return 0;
    }
    const std::string job = std::get<protocol::Start>(*first).job;
    protocol::RunBegun begun;
    begun.model = "tiny";
    begun.layers = 2;
    say(job, begun);
    say(job, protocol::Progress{"calibration", 0.5, 3.0});
    if (behaviour == "dies") {
        std::raise(SIGKILL);
    }
    if (behaviour == "deaf") { // obeys nothing, not even SIGTERM
        std::signal(SIGTERM, SIG_IGN);
        for (;;) {
            ::pause();
        }
    }
    if (behaviour == "waits") {
        const auto next = heard(reader);
        say(job, protocol::Failed{next ? "cancelled" : "interrupted", "Stopped.", ""});
        return 1;
    }
    say(job, protocol::Finished{{{"model", "/out/stage"}, {"sparsity", 0.5}}});
    return 0;
}

RunRequest tinyRequest()
{
    RunRequest request;
    request.modelName = QStringLiteral("tiny");
    request.recipeName = QStringLiteral("half.yaml");
    request.job.model = "/models/tiny";
    request.job.recipeText = "stage: {}";
    return request;
}

} // namespace

class WorkerClientTest : public QObject
{
    Q_OBJECT

private:
    struct Desk
    {
        explicit Desk(const QString& folder, const char* behaviour)
            : workspace(folder), controller(workspace, {QCoreApplication::applicationFilePath(),
                                                        QStringLiteral("--worker"), QLatin1String(behaviour)})
        {
        }
        Workspace workspace;
        RunController controller;
    };

private Q_SLOTS:
    void finishedRunKeepsItsResult()
    {
        const QTemporaryDir folder;
        Desk desk(folder.path(), "finishes");
        const auto run = desk.controller.start(tinyRequest());
        QVERIFY(bool(run));
        QCOMPARE(desk.workspace.currentRun(), *run);
        const QSignalSpy ended(&desk.controller, &RunController::runEnded);
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE((*run)->state(), RunState::Finished);
        QCOMPARE((*run)->resultModel(), QStringLiteral("/out/stage"));
        QCOMPARE((*run)->layers(), 2);
        QCOMPARE((*run)->fraction(), 1.0);
        QVERIFY((*run)->workerLog().contains(QStringLiteral("hello from the log")));
        QCOMPARE((*run)->request().job.out, folder.path().toStdString() + "/1");
    }

    void runsQueueAndOneWorksAtATime()
    {
        const QTemporaryDir folder;
        Desk desk(folder.path(), "waits");
        Run* first = *desk.controller.start(tinyRequest());
        Run* second = *desk.controller.start(tinyRequest());
        Run* third = *desk.controller.start(tinyRequest());
        QTRY_COMPARE(first->fraction(), 0.5);
        QCOMPARE(second->state(), RunState::Waiting);
        desk.controller.cancel(third);
        QCOMPARE(third->state(), RunState::Cancelled);
        desk.controller.cancel(first);
        QCOMPARE(first->state(), RunState::Stopping);
        QTRY_COMPARE(first->state(), RunState::Cancelled);
        QTRY_COMPARE(second->state(), RunState::Running);
    }

    void workerThatObeysNothingIsKilled()
    {
        const QTemporaryDir folder;
        Desk desk(folder.path(), "deaf");
        Run* run = *desk.controller.start(tinyRequest());
        QTRY_COMPARE(run->fraction(), 0.5);
        desk.controller.cancel(run);
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Cancelled, 15000);
    }

    void deadWorkerIsAFailedRunWithItsReason()
    {
        for (const char* behaviour : {"dies", "dies-at-once"}) {
            const QTemporaryDir folder;
            Desk desk(folder.path(), behaviour);
            Run* run = *desk.controller.start(tinyRequest());
            QTRY_COMPARE(run->state(), RunState::Failed);
            QCOMPARE(run->failure()->code, std::string("worker.lost"));
            QVERIFY(!run->failure()->message.empty());
        }
    }

    void missingWorkerProgramIsAFailedRun()
    {
        const QTemporaryDir folder;
        Workspace workspace(folder.path());
        RunController controller(workspace, {QStringLiteral("/nonexistent/espalier-worker")});
        Run* run = *controller.start(tinyRequest());
        QTRY_COMPARE(run->state(), RunState::Failed);
    }

    void nothingToWorkOnIsRefused()
    {
        const QTemporaryDir folder;
        Desk desk(folder.path(), "finishes");
        RunRequest request = tinyRequest();
        request.job.model.clear();
        QCOMPARE(desk.controller.start(request).error().code, std::string("run.model"));
        request = tinyRequest();
        request.job.recipeText.clear();
        QCOMPARE(desk.controller.start(request).error().code, std::string("run.recipe"));
        QVERIFY(desk.workspace.runs().runs().isEmpty());
    }

    void closingTheAppInterruptsTheRunAndHistoryKnows()
    {
        const QTemporaryDir folder;
        {
            Desk desk(folder.path(), "waits");
            Run* run = *desk.controller.start(tinyRequest());
            QTRY_COMPARE(run->fraction(), 0.5);
        }
        RunHistory history(folder.path());
        history.load();
        QCOMPARE(history.runs().size(), 1);
        const Run& run = *history.runs().first();
        QCOMPARE(run.state(), RunState::Interrupted);
        QCOMPARE(run.request().recipeName, QStringLiteral("half.yaml"));
        QCOMPARE(run.request().job.model, std::string("/models/tiny"));
    }

    void storedEventsTellTheRunAgain()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("4")));
        std::string log;
        for (const protocol::EventBody& body : {protocol::EventBody(protocol::LayerBegun{"s", 1}),
                                                protocol::EventBody(protocol::Finished{{{"model", "/m"}}})}) {
            log += protocol::toJson(protocol::Event{"run-4", 1.0, body}).dump() + "\n";
        }
        QVERIFY(bool(
            writeFileAtomically((folder.path() + QStringLiteral("/4/events.jsonl")).toStdString(), log + "{\"torn")));
        QVERIFY(bool(writeFileAtomically((folder.path() + QStringLiteral("/9.json")).toStdString(), "not json")));
        RunHistory history(folder.path());
        history.load();
        QCOMPARE(history.runs().size(), 2);
        QCOMPARE(history.find(4)->state(), RunState::Finished);
        QCOMPARE(history.find(4)->layer(), 1);
        QCOMPARE(history.find(9)->state(), RunState::Interrupted);
        const auto next = history.create(tinyRequest());
        QVERIFY(bool(next));
        QCOMPARE((*next)->number(), 10);
        QVERIFY(bool(history.remove(history.find(4))));
        QVERIFY(!QDir(folder.path() + QStringLiteral("/4")).exists());
        QVERIFY(!history.find(4));
    }
};

int main(int argc, char** argv)
{
    if (argc == 3 && std::strcmp(argv[1], "--worker") == 0) {
        return actAsWorker(argv[2]);
    }
    QCoreApplication application(argc, argv);
    WorkerClientTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "worker_client_test.moc"
