#include "ui/models/run_index.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

namespace espalier::ui {
namespace {

constexpr int kBusyMilliseconds = 30; ///< less than the eye sees; the window's own thread waits
constexpr int kBusy = -2;             ///< a version that cannot be asked for just now

nlohmann::json parsed(const QVariant& text)
{
    return nlohmann::json::parse(text.toString().toStdString(), nullptr, false);
}

} // namespace

RunIndex::RunIndex(QString file)
    : m_file(std::move(file)), m_connection(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

RunIndex::~RunIndex()
{
    disconnectFile();
}

bool RunIndex::connectFile()
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    database.setDatabaseName(m_file);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyMilliseconds));
    if (!database.isValid() || !database.open()) {
        return false;
    }
    // a power loss may damage the file, which costs nothing but reading the folders again; a flush would stall the
    // window
    QSqlQuery query(database);
    query.exec(QStringLiteral("PRAGMA synchronous = OFF"));
    return true;
}

void RunIndex::disconnectFile()
{
    if (QSqlDatabase::contains(m_connection)) {
        QSqlDatabase::database(m_connection, false).close();
        QSqlDatabase::removeDatabase(m_connection);
    }
}

int RunIndex::version() const
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    if (query.exec(QStringLiteral("PRAGMA user_version")) && query.next()) {
        return query.value(0).toInt();
    }
    const QString code = query.lastError().nativeErrorCode();
    return code == QLatin1String("5") || code == QLatin1String("6") ? kBusy : -1; // SQLITE_BUSY, SQLITE_LOCKED
}

bool RunIndex::isSound() const
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    return query.exec(QStringLiteral("PRAGMA quick_check(1)")) && query.next() &&
           query.value(0).toString() == QLatin1String("ok");
}

bool RunIndex::isEmpty() const
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    return query.exec(QStringLiteral("SELECT count(*) FROM sqlite_master")) && query.next() &&
           query.value(0).toInt() == 0;
}

RunIndex::Status RunIndex::open(bool owner)
{
    if (!connectFile()) {
        disconnectFile();
        return m_status = Status::Unavailable;
    }
    const int found = version();
    if (found == kBusy) { // another window writes: that is no damage
        disconnectFile();
        return m_status = Status::Unavailable;
    }
    const bool sound = found >= 0 && isSound();
    if (sound && found > kVersion) {
        disconnectFile();
        return m_status = Status::Newer;
    }
    if (sound && found == kVersion) {
        return m_status = Status::Open;
    }
    const bool fresh = sound && found == 0 && isEmpty();
    if (!fresh && !owner) {
        disconnectFile();
        return m_status = Status::Unavailable;
    }
    if (!fresh) {
        rescueNotes();
        disconnectFile();
        setAside(sound ? QStringLiteral(".old") : QStringLiteral(".damaged"));
        m_replaced = !sound;
        if (!connectFile()) {
            disconnectFile();
            return m_status = Status::Unavailable;
        }
    }
    if (!create()) {
        disconnectFile(); // and with it the lock
        return m_status = Status::Unavailable;
    }
    return m_status = Status::Open;
}

bool RunIndex::create()
{
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    QSqlQuery query(database);
    return query.exec(QStringLiteral("BEGIN IMMEDIATE")) &&
           query.exec(QStringLiteral(
               "CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY, stamp TEXT NOT NULL, created TEXT, "
               "state TEXT, model TEXT, recipe TEXT, summary TEXT, name TEXT, notes TEXT, tags TEXT, "
               "pinned INTEGER)")) &&
           query.exec(QStringLiteral("PRAGMA user_version = %1").arg(kVersion)) && query.exec(QStringLiteral("COMMIT"));
}

/// Of every version the columns of the notes have the same names; what is damaged ends the rows.
void RunIndex::rescueNotes()
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("SELECT number, name, notes, tags, pinned FROM runs"))) {
        return;
    }
    while (query.next()) {
        IndexedRun run;
        run.notes.name = query.value(1).toString();
        run.notes.text = query.value(2).toString();
        const auto tags = RunNotes::fromJson({{"tags", parsed(query.value(3))}});
        run.notes.tags = tags ? tags->tags : QStringList();
        run.notes.pinned = query.value(4).toBool();
        if (const int number = query.value(0).toInt(); number > 0 && !run.notes.isEmpty()) {
            m_rescued[number] = run;
        }
    }
}

void RunIndex::setAside(const QString& suffix)
{
    const QString aside = m_file + suffix;
    QFile::remove(aside);
    QFile::rename(m_file, aside);
    for (const char* each : {"-journal", "-wal", "-shm"}) { // they would be applied to the new file
        QFile::remove(m_file + QLatin1String(each));
    }
}

std::map<int, IndexedRun> RunIndex::read()
{
    std::map<int, IndexedRun> runs = m_rescued;
    if (m_status != Status::Open) {
        return runs;
    }
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.setForwardOnly(true);
    query.exec(QStringLiteral(
        "SELECT number, stamp, created, state, model, recipe, summary, name, notes, tags, pinned FROM runs"));
    while (query.next()) {
        IndexedRun run;
        run.stamp = query.value(1).toString();
        run.created = query.value(2).toString();
        run.state = query.value(3).toString();
        run.model = query.value(4).toString();
        run.recipe = query.value(5).toString();
        run.summary = query.value(6).toString().toStdString();
        const auto tags = RunNotes::fromJson({{"tags", parsed(query.value(9))}});
        run.notes = {query.value(7).toString(), query.value(8).toString(), tags ? tags->tags : QStringList(),
                     query.value(10).toBool()};
        runs[query.value(0).toInt()] = std::move(run);
    }
    return runs;
}

bool RunIndex::put(int number, const IndexedRun& run)
{
    if (m_status != Status::Open) {
        return false;
    }
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.prepare(QStringLiteral("INSERT OR REPLACE INTO runs (number, stamp, created, state, model, recipe, summary, "
                                 "name, notes, tags, pinned) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    const QString tags = QString::fromStdString(run.notes.toJson()["tags"].dump());
    int place = 0;
    for (const QVariant& value : std::initializer_list<QVariant>{
             number, run.stamp, run.created, run.state, run.model, run.recipe, QString::fromStdString(run.summary),
             run.notes.name, run.notes.text, tags, run.notes.pinned}) {
        query.bindValue(place++, value);
    }
    return query.exec();
}

bool RunIndex::remove(int number)
{
    if (m_status != Status::Open) {
        return false;
    }
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.prepare(QStringLiteral("DELETE FROM runs WHERE number = ?"));
    query.bindValue(0, number);
    return query.exec();
}

bool RunIndex::beginAll()
{
    return m_status == Status::Open && QSqlDatabase::database(m_connection).transaction();
}

void RunIndex::endAll()
{
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    if (!database.commit()) {
        database.rollback(); // or the lock would be kept, and later rows would wait in it
    }
}

} // namespace espalier::ui
