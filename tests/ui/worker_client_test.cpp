#include <csignal>
#include <cstring>
#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/protocol/messages.h"
#include "core/protocol/run_log.h"
#include "tests/ui/pretended_worker.h"
#include "ui/models/fork_sources.h"
#include "ui/models/workspace.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

// This program is its own worker when it is started with --worker BEHAVIOUR.

std::optional<protocol::RunLog> runLog; ///< of the job, as the real worker keeps one

void say(const std::string& job, protocol::EventBody body)
{
    if (runLog) {
        static_cast<void>(bool(runLog->append(protocol::Event{job, 0.1, body})));
    }
    tests::say(job, std::move(body));
}

/// What the real worker leaves in its folder while it works.
void beginRunDirectory(const protocol::Start& start)
{
    protocol::CompressJob job;
    if (!protocol::fromJson(start.parameters, job)) {
        return;
    }
    QDir().mkpath(QString::fromStdString(job.out));
    static_cast<void>(bool(writeFileAtomically(job.out + "/manifest.json", R"({"status": "running"})")));
    static_cast<void>(bool(writeFileAtomically(job.out + "/manifest.json.partial-7-0", "half of it")));
    if (auto log = protocol::RunLog::open(job.out + "/events.jsonl")) {
        runLog = log.take();
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
    const auto first = tests::heard(reader);
    if (!first) {
        return 0;
    }
    const std::string job = std::get<protocol::Start>(*first).job;
    beginRunDirectory(std::get<protocol::Start>(*first));
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
        const auto next = tests::heard(reader);
        say(job, protocol::Failed{next ? "cancelled" : "interrupted", "Stopped.", ""});
        return 1;
    }
    say(job, protocol::Finished{{{"model", "/out/stage"}, {"sparsity", 0.5}}});
    while (behaviour == "lingers") { // done, but does not go
        ::pause();
    }
    return 0;
}

/// The codes of all Failed events in a run's log.
std::vector<std::string> failuresIn(const QString& runFolder)
{
    std::vector<std::string> codes;
    if (const auto log = protocol::readRunLog(runFolder.toStdString() + "/events.jsonl")) {
        for (const protocol::Event& event : log->events) {
            if (const auto* failed = std::get_if<protocol::Failed>(&event.body)) {
                codes.push_back(failed->code);
            }
        }
    }
    return codes;
}

bool isTidy(const QString& runFolder)
{
    const auto manifest = readTextFile(runFolder.toStdString() + "/manifest.json");
    return manifest && manifest->find("interrupted") != std::string::npos &&
           !QFile::exists(runFolder + QStringLiteral("/manifest.json.partial-7-0"));
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

    void folderOfAKilledWorkerIsTidied()
    {
        const QTemporaryDir folder;
        Desk desk(folder.path(), "dies");
        const QSignalSpy ended(&desk.controller, &RunController::runEnded);
        Run* run = *desk.controller.start(tinyRequest());
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(failuresIn(run->folder()), std::vector<std::string>{"worker.lost"});
        QVERIFY(isTidy(run->folder()));
    }

    void finishedRunMayBeDeletedBeforeItsWorkerIsGone()
    {
        const QTemporaryDir folder;
        Desk desk(folder.path(), "lingers");
        Run* first = *desk.controller.start(tinyRequest());
        Run* second = *desk.controller.start(tinyRequest());
        QTRY_COMPARE(first->state(), RunState::Finished);
        QCOMPARE(second->state(), RunState::Waiting);
        QVERIFY(bool(desk.workspace.runs().remove(first)));
        QVERIFY(!QDir(folder.path() + QStringLiteral("/1")).exists());
        QTRY_COMPARE(second->state(), RunState::Finished);
        QVERIFY(bool(desk.workspace.runs().remove(second)));
        QVERIFY(!desk.workspace.currentRun());
        QTest::qWait(200); // nothing comes back for runs that are gone
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
        const QString runFolder = folder.path() + QStringLiteral("/1");
        QCOMPARE(failuresIn(runFolder), std::vector<std::string>{"interrupted"}); // by the worker, and only once
        QVERIFY(isTidy(runFolder));
        RunHistory history(folder.path());
        history.load();
        QCOMPARE(history.runs().size(), 1);
        const Run& run = *history.runs().first();
        QCOMPARE(run.state(), RunState::Interrupted);
        QVERIFY(std::holds_alternative<protocol::Failed>(run.events().back().body));
        QCOMPARE(run.request().recipeName, QStringLiteral("half.yaml"));
        QCOMPARE(run.request().job.model, std::string("/models/tiny"));
    }

    void closingTheAppEndsTheLogOfADeafWorkerToo()
    {
        const QTemporaryDir folder;
        {
            Desk desk(folder.path(), "deaf");
            Run* run = *desk.controller.start(tinyRequest());
            QTRY_COMPARE(run->fraction(), 0.5);
        }
        const QString runFolder = folder.path() + QStringLiteral("/1");
        QCOMPARE(failuresIn(runFolder), std::vector<std::string>{"interrupted"});
        QVERIFY(isTidy(runFolder));
    }

    void runCutOffByAPowerLossIsTidiedOnce()
    {
        const QTemporaryDir folder;
        const QString runFolder = folder.path() + QStringLiteral("/3");
        const std::string path = runFolder.toStdString();
        QVERIFY(QDir().mkpath(runFolder));
        const protocol::Event event{"run-3", 2.0, protocol::LayerBegun{"s", 1}};
        QVERIFY(bool(writeFileAtomically(path + "/events.jsonl", protocol::toJson(event).dump() + "\n")));
        QVERIFY(bool(writeFileAtomically(path + "/manifest.json", R"({"status": "running"})")));
        QVERIFY(bool(writeFileAtomically(path + "/manifest.json.partial-7-0", "half of it")));
        QVERIFY(bool(writeFileAtomically(path + ".json", R"({"state": "running"})")));
        for (int start = 0; start < 2; ++start) {
            RunHistory history(folder.path());
            history.load();
            QCOMPARE(history.find(3)->state(), RunState::Interrupted);
            QCOMPARE(history.find(3)->events().size(), std::size_t(2));
            QCOMPARE(failuresIn(runFolder), std::vector<std::string>{"interrupted"});
            QVERIFY(isTidy(runFolder));
        }
    }

    void eventAfterTheEndChangesNothing()
    {
        const QTemporaryDir folder;
        const QString runFolder = folder.path() + QStringLiteral("/3");
        QVERIFY(QDir().mkpath(runFolder));
        std::string log;
        for (const protocol::EventBody& body : {protocol::EventBody(protocol::Failed{"disk.full", "Full.", ""}),
                                                protocol::EventBody(protocol::Progress{"writing", 0.9, 3.0})}) {
            log += protocol::toJson(protocol::Event{"run-3", 1.0, body}).dump() + "\n";
        }
        QVERIFY(bool(writeFileAtomically(runFolder.toStdString() + "/events.jsonl", log)));
        QVERIFY(bool(writeFileAtomically(runFolder.toStdString() + ".json", R"({"state": "running"})")));
        RunHistory history(folder.path());
        history.load();
        QCOMPARE(history.find(3)->state(), RunState::Failed);
        QVERIFY(!history.find(3)->etaSeconds());
        QCOMPARE(failuresIn(runFolder), std::vector<std::string>{"disk.full"});
    }

    void recordOfANameThatIsNoUtf8IsStored()
    {
        const QTemporaryDir folder;
        RunHistory history(folder.path());
        RunRequest request = tinyRequest();
        request.job.model = "/models/\xff";
        QVERIFY(bool(history.create(request)));
        QVERIFY(QFile::exists(folder.path() + QStringLiteral("/1.json")));
    }

    void longWorkerLogCountsWhatItDrops()
    {
        Run run(1, QString(), {});
        for (int i = 0; i < 2003; ++i) {
            run.appendLog(QString::number(i));
        }
        QCOMPARE(run.workerLog().size(), 2000);
        QCOMPARE(run.logLinesDropped(), 3);
        QCOMPARE(run.workerLog().first(), QStringLiteral("3"));
    }

    /// The log of a run that failed, went on and was cut off again.
    void runThatWentOnIsReadAgain()
    {
        const QTemporaryDir folder;
        const QString runFolder = folder.path() + QStringLiteral("/3");
        QVERIFY(QDir().mkpath(runFolder + QStringLiteral("/stage_a")));
        QVERIFY(QDir().mkpath(runFolder + QStringLiteral("/stage_b.partial")));
        QVERIFY(QDir().mkpath(runFolder + QStringLiteral("/stage_c.partial"))); // has no journal yet
        QVERIFY(bool(writeFileAtomically((runFolder + QStringLiteral("/stage_b.partial/journal.json")).toStdString(),
                                         R"({"sections": [{"section": -1}, {"section": 1}]})")));
        protocol::RunBegun begun;
        begun.layers = 4;
        protocol::RunBegun again = begun;
        again.resumedStage = "b";
        again.resumedLayer = 2;
        std::string log;
        for (const protocol::EventBody& body :
             {protocol::EventBody(begun), protocol::EventBody(protocol::Failed{"disk.full", "Full.", ""}),
              protocol::EventBody(again), protocol::EventBody(protocol::LayerBegun{"b", 2})}) {
            log += protocol::toJson(protocol::Event{"run-3", 1.0, body}).dump() + "\n";
        }
        QVERIFY(bool(writeFileAtomically(runFolder.toStdString() + "/events.jsonl", log)));
        QVERIFY(bool(writeFileAtomically(runFolder.toStdString() + ".json", R"({"state": "running"})")));
        RunHistory history(folder.path());
        history.load();
        const Run* run = history.find(3);
        QCOMPARE(run->state(), RunState::Interrupted);
        QVERIFY(run->canGoOn());
        QCOMPARE(run->layer(), 2);
        QCOMPARE(failuresIn(runFolder), (std::vector<std::string>{"disk.full", "interrupted"}));
        const auto sources = forkSources(*run);
        QCOMPARE(sources.size(), std::size_t(2));
        for (const ForkSource& source : sources) {
            QCOMPARE(source.layers, source.stage == QLatin1String("a") ? 4 : 2);
        }
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
