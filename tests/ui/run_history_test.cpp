#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/ui/compared_runs.h"
#include "ui/models/run_filter.h"
#include "ui/models/run_history.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

RunRequest tinyRequest()
{
    RunRequest request;
    request.modelName = QStringLiteral("tiny");
    request.recipeName = QStringLiteral("half.yaml");
    return request;
}

RunNotes someNotes()
{
    return {QStringLiteral("baseline"),
            QStringLiteral("With 128 windows.\nWorth keeping."),
            {QStringLiteral("int4"), QStringLiteral("paper")},
            true};
}

/// Runs SQL on a file as any other program would.
QVariant sql(const QString& file, const QStringList& statements)
{
    QVariant last;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
        database.setDatabaseName(file);
        if (!database.open()) {
            return {};
        }
        for (const QString& statement : statements) {
            QSqlQuery query(database);
            if (!query.exec(statement)) {
                return QStringLiteral("failed: ") + statement;
            }
            last = query.next() ? query.value(0) : QVariant();
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("other"));
    return last;
}

} // namespace

/// The history, its index and the notes: what is lost is read again of the folders.
class RunHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_index = m_folder->filePath(QStringLiteral("runs.sqlite"));
        for (int number = 1; number <= 3; ++number) {
            tests::PastRun run;
            run.number = number;
            run.perplexity = 10.0 - number;
            run.finished = number != 2;
            QVERIFY(tests::writeRun(m_folder->path(), run));
        }
    }

    void indexSparesReadingTheLogs()
    {
        {
            RunHistory first(m_folder->path());
            first.load();
            QCOMPARE(first.index().status(), RunIndex::Status::Open);
            QCOMPARE(first.runs().size(), 3);
        }
        QCOMPARE(sql(m_index, {QStringLiteral("SELECT count(*) FROM runs WHERE state = 'finished'")}).toInt(), 2);
        // what the index says of run 1 is what is shown: its log is not read
        QVERIFY(
            !sql(m_index, {QStringLiteral("UPDATE runs SET summary = replace(summary, '\"sparsity\"', '\"told\"')")})
                 .toString()
                 .startsWith(QLatin1String("failed")));
        RunHistory second(m_folder->path());
        second.load();
        QCOMPARE(second.find(1)->state(), RunState::Finished);
        QVERIFY(second.find(1)->result().contains("told"));
        // its events are there when they are asked for
        QVERIFY(second.find(1)->events().size() > 3);
        QCOMPARE(second.find(2)->state(), RunState::Failed);
    }

    void changedFilesAreReadAgain()
    {
        {
            RunHistory first(m_folder->path());
            first.load();
        }
        tests::PastRun run;
        run.number = 2;
        run.finished = true;
        QVERIFY(tests::writeRun(m_folder->path(), run));
        RunHistory second(m_folder->path());
        second.load();
        QCOMPARE(second.find(2)->state(), RunState::Finished);
    }

    void lostIndexIsMadeAgain()
    {
        writeNotes();
        QVERIFY(QFile::remove(m_index));
        RunHistory history(m_folder->path());
        history.load();
        QCOMPARE(history.runs().size(), 3);
        QVERIFY(history.find(1)->notes() == someNotes());
        QVERIFY(!history.index().wasReplaced());
        QCOMPARE(sql(m_index, {QStringLiteral("SELECT notes FROM runs WHERE number = 1")}).toString(),
                 someNotes().text);
    }

    void damagedIndexIsMadeAgain_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no database") << QByteArray(5000, 'x');
        QTest::newRow("cut short") << QByteArray("SQLite format 3\0half a header", 29);
    }
    void damagedIndexIsMadeAgain()
    {
        QFETCH(const QByteArray, bytes);
        writeNotes();
        QFile file(m_index);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
        file.close();
        RunHistory history(m_folder->path());
        history.load();
        QCOMPARE(history.index().status(), RunIndex::Status::Open);
        QVERIFY(history.index().wasReplaced());
        QCOMPARE(history.runs().size(), 3);
        QVERIFY(history.find(1)->notes() == someNotes());
        QVERIFY(QFile::exists(m_index + QStringLiteral(".damaged")));
        QCOMPARE(sql(m_index, {QStringLiteral("SELECT count(*) FROM runs")}).toInt(), 3);
    }

    void olderSchemaKeepsItsNotes()
    {
        sql(m_index, {QStringLiteral("CREATE TABLE runs (number INTEGER, name TEXT, notes TEXT, tags TEXT, "
                                     "pinned INTEGER)"),
                      QStringLiteral("INSERT INTO runs VALUES (3, 'old', 'kept', '[\"a\"]', 1)")});
        RunHistory history(m_folder->path());
        history.load();
        QCOMPARE(history.index().status(), RunIndex::Status::Open);
        QVERIFY(!history.index().wasReplaced());
        QCOMPARE(history.find(3)->notes().text, QStringLiteral("kept"));
        QCOMPARE(history.find(3)->notes().tags, QStringList{QStringLiteral("a")});
        // and from now on they are in the folder too
        QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("3/notes.json"))));
    }

    void newerIndexIsLeftAlone()
    {
        sql(m_index,
            {QStringLiteral("CREATE TABLE runs (something INTEGER)"), QStringLiteral("PRAGMA user_version = 99")});
        QFile file(m_index);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        file.close();
        RunHistory history(m_folder->path());
        history.load();
        QCOMPARE(history.index().status(), RunIndex::Status::Newer);
        QCOMPARE(history.runs().size(), 3);
        QVERIFY(bool(history.setNotes(history.find(1), someNotes())));
        QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("1/notes.json"))));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll() == before);
    }

    void notesOutliveTheirFile()
    {
        writeNotes();
        QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("1/notes.json"))));
        RunHistory history(m_folder->path());
        history.load();
        QVERIFY(history.find(1)->notes() == someNotes());
        QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("1/notes.json"))));
    }

    void notesOfARunThatHasNotBegun()
    {
        {
            RunHistory history(m_folder->path());
            history.load();
            auto run = history.create(tinyRequest());
            QVERIFY(bool(run));
            QVERIFY(bool(history.setNotes(*run, someNotes())));
            QVERIFY(!QFileInfo::exists((*run)->folder())); // the worker makes it
        }
        RunHistory history(m_folder->path());
        history.load();
        QVERIFY(history.find(4)->notes() == someNotes());
        QVERIFY(bool(history.remove(history.find(4))));
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("4.notes.json"))));
    }

    void twoWindowsShareAFolder()
    {
        RunHistory first(m_folder->path());
        RunHistory second(m_folder->path());
        first.load();
        second.load();
        auto mine = first.create(tinyRequest());
        auto theirs = second.create(tinyRequest());
        QVERIFY(mine && theirs);
        QCOMPARE((*mine)->number(), 4);
        QCOMPARE((*theirs)->number(), 5);
        for (int i = 0; i < 20; ++i) {
            RunNotes notes = someNotes();
            notes.text = QString::number(i);
            QVERIFY(bool(first.setNotes(first.find(1), notes)));
            QVERIFY(bool(second.setNotes(second.find(3), notes)));
        }
        QCOMPARE(sql(m_index, {QStringLiteral("PRAGMA integrity_check")}).toString(), QStringLiteral("ok"));
        RunHistory third(m_folder->path());
        third.load();
        QCOMPARE(third.runs().size(), 5);
        QCOMPARE(third.find(1)->notes().text, QStringLiteral("19"));
        QCOMPARE(third.find(3)->notes().text, QStringLiteral("19"));
    }

    void lockedIndexLosesNothing()
    {
        RunHistory history(m_folder->path());
        history.load();
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("locker"));
        database.setDatabaseName(m_index);
        QVERIFY(database.open());
        {
            QSqlQuery query(database);
            QVERIFY(query.exec(QStringLiteral("BEGIN EXCLUSIVE")));
            QVERIFY(bool(history.setNotes(history.find(1), someNotes())));
            QVERIFY(query.exec(QStringLiteral("ROLLBACK")));
        }
        database.close();
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(QStringLiteral("locker"));
        RunHistory again(m_folder->path());
        again.load();
        QVERIFY(again.find(1)->notes() == someNotes());
    }

    void deletedRunLeavesTheIndex()
    {
        RunHistory history(m_folder->path());
        history.load();
        QVERIFY(history.bytesOf(*history.find(2)) > 100);
        history.addUse([](const Run& run) { return run.number() == 2 ? QStringLiteral("Used.") : QString(); });
        QCOMPARE(history.usesOf(*history.find(2)), QStringList{QStringLiteral("Used.")});
        QCOMPARE(history.usesOf(*history.find(1)), QStringList());
        QVERIFY(bool(history.remove(history.find(2))));
        QCOMPARE(sql(m_index, {QStringLiteral("SELECT count(*) FROM runs")}).toInt(), 2);
        QVERIFY(!QFileInfo::exists(m_folder->filePath(QStringLiteral("2"))));
    }

    void runOfTheTrashComesBackWithItsRecord()
    {
        RunHistory history(m_folder->path());
        history.load();
        auto made = history.create(tinyRequest());
        QVERIFY(bool(made));
        tests::PastRun past;
        past.number = 4;
        QVERIFY(tests::writeRun(m_folder->path(), past));
        const QString record = m_folder->filePath(QStringLiteral("4.json"));
        QVERIFY(QFile::copy(record, m_folder->filePath(QStringLiteral("4/record.json"))));
        QVERIFY(QFile::remove(record)); // as a file manager restores the folder alone
        RunHistory again(m_folder->path());
        again.load();
        QCOMPARE(again.find(4)->request().modelName, history.find(3)->request().modelName);
        QCOMPARE(again.find(4)->state(), RunState::Finished);
    }

    void filterFindsWordsAndKeys()
    {
        RunHistory history(m_folder->path());
        history.load();
        Run* run = history.find(1);
        QVERIFY(bool(history.setNotes(run, someNotes())));
        const auto fits = [&](const char* typed, int number) {
            return RunFilter(QString::fromUtf8(typed)).matches(*history.find(number));
        };
        QVERIFY(fits("", 1) && fits("", 2));
        QVERIFY(fits("BASE", 1) && !fits("base", 2));
        QVERIFY(fits("tag:int4 worth", 1) && !fits("tag:int4 other", 1));
        QVERIFY(fits("state:finished", 1) && !fits("state:finished", 2));
        QVERIFY(fits("\"128 windows\"", 1) && !fits("\"windows 128\"", 1));
        QVERIFY(fits("tag:", 2)); // not typed to its end
        const QString typed = RunFilter::toggled(QStringLiteral("base"), QStringLiteral("tag"), QStringLiteral("a b"));
        QCOMPARE(typed, QStringLiteral("base tag:\"a b\""));
        QVERIFY(RunFilter::contains(typed, QStringLiteral("tag"), QStringLiteral("a b")));
        QCOMPARE(RunFilter::toggled(typed, QStringLiteral("tag"), QStringLiteral("a b")), QStringLiteral("base"));
        QCOMPARE(history.tags(), (QStringList{QStringLiteral("int4"), QStringLiteral("paper")}));
    }

    void pinnedRunsStandAboveAndOrdersSort()
    {
        RunHistory history(m_folder->path());
        history.load();
        const auto before = [&](int a, int b, RunOrder order) {
            return standsBefore(*history.find(a), *history.find(b), order);
        };
        QVERIFY(before(3, 1, RunOrder::Newest) && before(1, 3, RunOrder::Oldest));
        QVERIFY(bool(history.setNotes(history.find(1), someNotes())));
        QVERIFY(before(1, 3, RunOrder::Newest));
    }

private:
    void writeNotes()
    {
        RunHistory history(m_folder->path());
        history.load();
        const QSignalSpy changed(&history, &RunHistory::changed);
        QVERIFY(bool(history.setNotes(history.find(1), someNotes())));
        QVERIFY(!changed.isEmpty());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_index;
};

QTEST_GUILESS_MAIN(RunHistoryTest)
#include "run_history_test.moc"
