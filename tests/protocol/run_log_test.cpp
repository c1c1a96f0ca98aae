#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/protocol/progress_tracker.h"
#include "core/protocol/run_directory.h"
#include "core/protocol/run_log.h"

using namespace espalier;
using namespace espalier::protocol;

namespace {

Event layer(int number)
{
    return {"j", double(number), LayerBegun{"prune", number}};
}

void append(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::app) << text;
}

/// Events at the seconds 0 to count - 1.
void appendLayers(const std::filesystem::path& path, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += toJson(layer(i)).dump() + "\n";
    }
    append(path, text);
}

} // namespace

class RunLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void appendedEventsAreReadBack()
    {
        const auto path = file("events.jsonl");
        {
            auto log = RunLog::open(path);
            QVERIFY(bool(log));
            QVERIFY(bool(log->append(layer(1))));
            QVERIFY(bool(log->append({"j", 2.0, LayerFinished{"prune", 1, 0.5}})));
        }
        {
            auto log = RunLog::open(path); // a second session goes on behind it
            QVERIFY(bool(log->append(layer(2))));
            const auto history = readRunLog(path); // while it is open
            QCOMPARE(history->events.size(), std::size_t(3));
            QVERIFY(history->open());
            QVERIFY(bool(log->append({"j", 3.0, Finished{}})));
        }
        const auto history = readRunLog(path);
        QCOMPARE(history->events.size(), std::size_t(4));
        QVERIFY(!history->truncated && !history->open());
    }

    /// A log that was cut at any byte gives the whole lines before the cut, and can be continued.
    void aLogCutAnywhereIsReadAndContinued()
    {
        const auto path = file("events.jsonl");
        {
            auto log = RunLog::open(path);
            (void)log->append(layer(1));
            (void)log->append(layer(2));
        }
        const std::string text = *readTextFile(path);
        for (std::size_t length = 0; length <= text.size(); ++length) {
            std::ofstream(path, std::ios::trunc) << text.substr(0, length);
            const auto whole = std::size_t(std::count(text.begin(), text.begin() + std::ptrdiff_t(length), '\n'));
            const auto history = readRunLog(path);
            QCOMPARE(history->events.size(), whole);
            QCOMPARE(history->truncated, length > 0 && text[length - 1] != '\n');
            auto log = RunLog::open(path);
            QVERIFY(bool(log->append(layer(9))));
            const auto continued = readRunLog(path);
            QCOMPARE(continued->events.size(), whole + 1);
            QVERIFY(!continued->truncated);
        }
    }

    void theTailOfALogHoldsItsLastEvents()
    {
        const auto path = file("events.jsonl");
        appendLayers(path, 4000);
        QVERIFY(std::filesystem::file_size(path) > 128 << 10);
        append(path, "{\"half");
        const auto tail = readRunLogTail(path);
        QVERIFY(tail->truncated && tail->unreadableLines == 0);
        QVERIFY(tail->events.size() > 100 && tail->events.size() < 2000);
        QCOMPARE(tail->events.back().seconds, 3999.0);
        append(file("short"), toJson(layer(1)).dump() + "\n");
        QCOMPARE(readRunLogTail(file("short"))->events.size(), std::size_t(1));
        append(file("empty"), "");
        QVERIFY(readRunLogTail(file("empty"))->events.empty());
        QCOMPARE(readRunLogTail(file("none")).error().code, std::string("file.open"));
    }

    void aLongLogIsEndedOnce_data()
    {
        QTest::addColumn<QString>("end"); // what the worker wrote last
        QTest::addColumn<int>("added");
        const auto row = [](const char* name, const std::string& end, int added) {
            QTest::newRow(name) << QString::fromStdString(end) << added;
        };
        const std::string finished = toJson(Event{"j", 1.0, Finished{{{"text", std::string(200 << 10, 'x')}}}}).dump();
        row("open", "", 1);
        row("finished, a line longer than the tail", finished + "\n", 0);
        row("failed", toJson(Event{"j", 1.0, Failed{"cancelled", "Stopped.", ""}}).dump() + "\n", 0);
        row("cut in its end", finished, 1);
    }
    void aLongLogIsEndedOnce()
    {
        QFETCH(QString, end);
        QFETCH(int, added);
        const std::filesystem::path folder = m_folder->path().toStdString();
        appendLayers(folder / kRunLogName, 4000);
        append(folder / kRunLogName, end.toStdString());
        const std::size_t before = readRunLog(folder / kRunLogName)->events.size();
        closeRunDirectory(folder, "j", {"worker.lost", "Gone.", ""});
        const auto history = readRunLog(folder / kRunLogName);
        QCOMPARE(history->events.size(), before + std::size_t(added));
        QVERIFY(!history->open() && !history->truncated);
        QCOMPARE(history->events.back().seconds, added == 1 ? 3999.0 : 1.0);
    }

    void damagedLinesAreCountedAndSkipped()
    {
        const auto path = file("events.jsonl");
        append(path, "{}\nnonsense\n" + toJson(layer(1)).dump() + "\n");
        const auto history = readRunLog(path);
        QCOMPARE(history->events.size(), std::size_t(1));
        QCOMPARE(history->unreadableLines, std::size_t(2));
    }

    void missingFilesAreErrors()
    {
        QCOMPARE(readRunLog(file("none")).error().code, std::string("file.open"));
        QCOMPARE(readRunLog(m_folder->path().toStdString()).error().code, std::string("file.open"));
        QCOMPARE(RunLog::open("/nonexistent/events.jsonl").error().code, std::string("file.write"));
    }

    void fullDiskIsAnError()
    {
        if (!std::filesystem::exists("/dev/full")) {
            QSKIP("needs /dev/full");
        }
        auto log = RunLog::open("/dev/full");
        QVERIFY(bool(log));
        const auto appended = log->append(layer(1));
        QVERIFY(!appended);
        QCOMPARE(appended.error().code, std::string("disk.full"));
    }

    void anAbandonedRunDirectoryIsTidied()
    {
        const std::filesystem::path folder = m_folder->path().toStdString();
        std::filesystem::create_directories(folder / "stage_a");
        std::filesystem::create_directories(folder / "stage_b.partial-12");
        append(folder / "stage_a/x", "x");
        append(folder / "stage_b.partial-12/x", "x");
        std::filesystem::create_directories(folder / "stage_c.partial");
        append(folder / "stage_c.partial/journal.json", "{}");
        append(folder / "stage_c.partial/journal.json.partial-12-3", "{");
        append(folder / "manifest.json.partial-12-0", "{");
        append(folder / kManifestName, R"({"status": "running", "a": 1})");
        append(folder / kRunLogName, toJson(layer(1)).dump() + "\n{\"half");
        closeRunDirectory(folder, "j", {"worker.lost", "Gone.", ""});
        QVERIFY(std::filesystem::exists(folder / "stage_a/x"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(folder), {}), 4);
        QVERIFY(std::filesystem::exists(folder / "stage_c.partial/journal.json")); // the run can go on from it
        QCOMPARE(std::distance(std::filesystem::directory_iterator(folder / "stage_c.partial"), {}), 1);
        const auto history = readRunLog(folder / kRunLogName);
        QCOMPARE(history->events.size(), std::size_t(2));
        QCOMPARE(std::get<Failed>(history->events.back().body).code, std::string("worker.lost"));
        const auto manifest = nlohmann::json::parse(*readTextFile(folder / kManifestName));
        QCOMPARE(manifest.at("status").get<std::string>(), std::string("interrupted"));
        QCOMPARE(manifest.at("error").at("code").get<std::string>(), std::string("worker.lost"));

        closeRunDirectory(folder, "j", {"worker.lost", "Again.", ""}); // a closed one stays as it is
        QCOMPARE(readRunLog(folder / kRunLogName)->events.size(), std::size_t(2));
        closeRunDirectory(folder / "none", "j", {});
        QVERIFY(!std::filesystem::exists(folder / "none"));
    }

    void aRunThatWentOnIsEndedAgain()
    {
        const std::filesystem::path folder = m_folder->path().toStdString();
        append(folder / kRunLogName, toJson(Event{"j", 1.0, Failed{"interrupted", "Gone.", ""}}).dump() + "\n");
        append(folder / kRunLogName, toJson(Event{"j", 2.0, RunBegun{}}).dump() + "\n");
        closeRunDirectory(folder, "j", {"worker.lost", "Gone again.", ""});
        closeRunDirectory(folder, "j", {"worker.lost", "And again.", ""});
        const auto history = readRunLog(folder / kRunLogName);
        QCOMPARE(history->events.size(), std::size_t(3));
        QCOMPARE(std::get<Failed>(history->events.back().body).message, std::string("Gone again."));
    }

    void aDirectoryInWorkIsLeftAlone()
    {
        const std::filesystem::path folder = m_folder->path().toStdString();
        append(folder / kManifestName, R"({"status": "running"})");
        {
            const auto lock = RunDirectoryLock::take(folder);
            QVERIFY(bool(lock));
            QCOMPARE(RunDirectoryLock::take(folder).error().code, std::string("run.busy"));
            closeRunDirectory(folder, "j", {"worker.lost", "Gone.", ""});
            QCOMPARE(*readTextFile(folder / kManifestName), std::string(R"({"status": "running"})"));
            closeOwnRunDirectory(folder, "j", {"worker.lost", "Gone.", ""});
            QVERIFY(*readTextFile(folder / kManifestName) != std::string(R"({"status": "running"})"));
        }
        QVERIFY(bool(RunDirectoryLock::take(folder)));
        QCOMPARE(RunDirectoryLock::take(folder / "none").error().code, std::string("file.open"));
    }

    void theManifestSaysHowTheRunEnded_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("after"); // empty: the file stays as it is
        const auto row = [](const char* before, const char* code, const char* after) {
            QTest::addRow("%s, %s", before, code) << QByteArray(before) << QByteArray(code) << QByteArray(after);
        };
        row("running", "worker.lost", "interrupted");
        row("running", "interrupted", "interrupted");
        row("running", "cancelled", "cancelled");
        row("cancelled", "interrupted", "interrupted");
        row("cancelled", "cancelled", "");
        row("cancelled", "worker.lost", "");
        row("failed", "interrupted", "");
        row("finished", "interrupted", "");
    }
    void theManifestSaysHowTheRunEnded()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, after);
        const std::string text = nlohmann::json({{"format", 1}, {"status", before.toStdString()}, {"a", 1}}).dump();
        append(file(kManifestName), text);
        endManifest(m_folder->path().toStdString(), {code.toStdString(), "Why \xFF.", "where"});
        const std::string written = *readTextFile(file(kManifestName));
        if (after.isEmpty()) {
            QCOMPARE(written, text);
            return;
        }
        const auto manifest = nlohmann::json::parse(written);
        QCOMPARE(manifest.at("status").get<std::string>(), after.toStdString());
        QCOMPARE(manifest.at("error").at("code").get<std::string>(), code.toStdString());
        QCOMPARE(manifest.at("error").at("message").get<std::string>(), std::string("Why \xEF\xBF\xBD."));
        QCOMPARE(manifest.at("error").at("place").get<std::string>(), std::string("where"));
        QVERIFY(written.find("format") < written.find("status")); // the order stays
    }

    void aManifestThatIsNoneStays()
    {
        for (const char* text : {"", "[1]", "{\"status\": 3}", "{}", "nonsense"}) {
            std::ofstream(file(kManifestName), std::ios::trunc) << text;
            endManifest(m_folder->path().toStdString(), {"cancelled", "Stopped.", ""});
            QCOMPARE(*readTextFile(file(kManifestName)), std::string(text));
        }
    }

    void progressNeverFallsAndEstimatesLate()
    {
        double now = 0.0;
        ProgressTracker tracker({{"calibration", 1.0}, {"layers", 3.0}}, [&now] { return now; });
        auto first = tracker.advance(0, 0.0, 10.0);
        QVERIFY(first && !first->etaSeconds);
        now = 0.05;
        QVERIFY(!tracker.advance(0, 5.0, 10.0)); // too soon after the last
        now = 10.0;
        const auto half = tracker.advance(0, 10.0, 10.0);
        QCOMPARE(half->fraction, 0.25);
        QCOMPARE(half->etaSeconds.value(), 30.0);
        now = 11.0;
        QCOMPARE(tracker.advance(0, 2.0, 10.0)->fraction, 0.25); // a repeated phase does not fall back
        now = 40.0;
        const auto end = tracker.advance(1, 7.0, 7.0);
        QCOMPARE(end->fraction, 1.0);
        QCOMPARE(end->phase, std::string("layers"));
        QCOMPARE(end->etaSeconds.value(), 0.0);
    }

    void workDoneBeforeSaysNothingAboutSpeed()
    {
        double now = 0.0;
        ProgressTracker tracker({{"run", 1.0}}, [&now] { return now; });
        now = 5.0;
        tracker.beginAt(0.5);
        const auto first = tracker.advance(0, 5.1, 10.0);
        QCOMPARE(first->fraction, 0.51);
        QVERIFY(!first->etaSeconds); // 2 % of what is left
        now = 15.0;
        const auto later = tracker.advance(0, 7.5, 10.0);
        QCOMPARE(later->fraction, 0.75);
        QCOMPARE(later->etaSeconds.value(), 10.0); // a quarter took ten seconds
    }

private:
    std::filesystem::path file(const char* name) const { return m_folder->filePath(name).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(RunLogTest)
#include "run_log_test.moc"
