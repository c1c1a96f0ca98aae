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
        append(folder / "manifest.json.partial-12-0", "{");
        append(folder / kManifestName, R"({"status": "running", "a": 1})");
        append(folder / kRunLogName, toJson(layer(1)).dump() + "\n{\"half");
        closeRunDirectory(folder, "j", {"worker.lost", "Gone.", ""});
        QVERIFY(std::filesystem::exists(folder / "stage_a/x"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(folder), {}), 3);
        const auto history = readRunLog(folder / kRunLogName);
        QCOMPARE(history->events.size(), std::size_t(2));
        QCOMPARE(std::get<Failed>(history->events.back().body).code, std::string("worker.lost"));
        const auto manifest = nlohmann::json::parse(*readTextFile(folder / kManifestName));
        QCOMPARE(manifest.at("status").get<std::string>(), std::string("interrupted"));

        closeRunDirectory(folder, "j", {"worker.lost", "Again.", ""}); // a closed one stays as it is
        QCOMPARE(readRunLog(folder / kRunLogName)->events.size(), std::size_t(2));
        closeRunDirectory(folder / "none", "j", {});
        QVERIFY(!std::filesystem::exists(folder / "none"));
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

private:
    std::filesystem::path file(const char* name) const { return m_folder->filePath(name).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(RunLogTest)
#include "run_log_test.moc"
