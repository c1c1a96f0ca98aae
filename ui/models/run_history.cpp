#include "ui/models/run_history.h"

#include <algorithm>
#include <array>
#include <set>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include "core/base/atomic_file.h"
#include "core/protocol/run_directory.h"
#include "core/protocol/run_log.h"

namespace espalier::ui {

namespace {

constexpr std::array kStateNames = {"waiting", "running",   "stopping",    "finished",
                                    "failed",  "cancelled", "interrupted", "paused"};

RunState stateFromName(const std::string& name)
{
    const auto found = std::find(kStateNames.begin(), kStateNames.end(), name);
    return found == kStateNames.end() ? RunState::Interrupted : RunState(found - kStateNames.begin());
}

nlohmann::json parsedFile(const QString& path)
{
    const auto text = readTextFile(path.toStdString());
    if (!text) {
        return {};
    }
    nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
    return json.is_discarded() ? nlohmann::json() : json;
}

constexpr QLatin1String kRecordInFolder("record.json"); ///< where a run's record lies in the trash

std::optional<protocol::Failed> failureIn(const nlohmann::json& record)
{
    const auto failure = record.is_object() ? record.find("failure") : record.end();
    if (!record.is_object() || failure == record.end() || !failure->is_object()) {
        return std::nullopt;
    }
    return protocol::Failed{failure->value("code", std::string()), failure->value("message", std::string()),
                            failure->value("place", std::string())};
}

nlohmann::json toJson(const protocol::Failed& failure)
{
    return {{"code", failure.code}, {"message", failure.message}, {"place", failure.place}};
}

std::string dumped(const nlohmann::json& json)
{
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace); // names of files need not be UTF-8
}

/// The events that the worker stored. A run without a log never began.
void replay(Run& run)
{
    auto log = protocol::readRunLog((run.folder() + QStringLiteral("/events.jsonl")).toStdString());
    if (log) {
        for (protocol::Event& event : log->events) {
            run.append(std::move(event));
        }
    }
}

/// For a run that worked when the app ended without a word, as at a power loss: the event that its log lacks.
void interrupt(Run& run)
{
    const protocol::Failed failure{"interrupted", "The app ended while the run worked.", ""};
    RunHistory::tidy(run, failure);
    const double seconds = run.events().empty() ? 0.0 : run.events().back().seconds;
    run.append({"run-" + std::to_string(run.number()), seconds, failure});
}

} // namespace

RunHistory::RunHistory(QString folder, QObject* parent)
    : QObject(parent), m_folder(std::move(folder)), m_lock(m_folder + QStringLiteral("/.lock")),
      m_index(m_folder + QStringLiteral("/runs.sqlite"))
{
    m_lock.setStaleLockTime(0); // a lock is stale when its process is gone, however old
}

QString RunHistory::recordPath(int number) const
{
    return QStringLiteral("%1/%2.json").arg(m_folder).arg(number);
}

/// Beside the manifest, so that they go with the folder; a run that has not begun must not have one yet.
QString RunHistory::notesPath(int number) const
{
    const QString folder = QStringLiteral("%1/%2").arg(m_folder).arg(number);
    return QDir(folder).exists() ? folder + QStringLiteral("/notes.json") : folder + QStringLiteral(".notes.json");
}

QString RunHistory::stampOf(int number) const
{
    const QString folder = QStringLiteral("%1/%2").arg(m_folder).arg(number);
    QStringList parts;
    for (const QString& path : {recordPath(number), folder + QStringLiteral("/events.jsonl"), notesPath(number)}) {
        const QFileInfo file(path);
        parts << (file.exists() ? QStringLiteral("%1@%2").arg(file.size()).arg(file.lastModified().toMSecsSinceEpoch())
                                : QStringLiteral("-"));
    }
    return parts.join(u' ');
}

void RunHistory::load()
{
    QDir().mkpath(m_folder);
    m_lock.tryLock(0);
    if (m_index.status() == RunIndex::Status::Closed) {
        m_index.open(m_lock.isLocked());
    }
    const std::map<int, IndexedRun> indexed = m_index.read();
    std::set<int> numbers;
    const auto entries = QDir(m_folder).entryInfoList(QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot);
    for (const QFileInfo& entry : entries) {
        const QString name = entry.isDir() ? entry.fileName() : entry.completeBaseName();
        if (const int number = name.toInt(); number > 0 && !find(number)) {
            numbers.insert(number);
        }
    }
    const bool together = m_index.beginAll();
    for (const int number : numbers) {
        const auto known = indexed.find(number);
        const bool fresh = known != indexed.end() && known->second.stamp == stampOf(number);
        adopt(read(number, known == indexed.end() ? nullptr : &known->second));
        if (!fresh) {
            indexRun(*find(number));
        }
    }
    for (const auto& [number, gone] : indexed) {
        if (!find(number)) {
            m_index.remove(number);
        }
    }
    if (together) {
        m_index.endAll();
    }
}

/// Of the index, if it has the run as it ended and its files are the same.
bool RunHistory::restore(Run& run, const IndexedRun& indexed) const
{
    if (indexed.summary.empty() || indexed.stamp != stampOf(run.number())) {
        return false;
    }
    const nlohmann::json summary = nlohmann::json::parse(indexed.summary, nullptr, false);
    const RunState state = stateFromName(indexed.state.toStdString());
    const bool ended = state == RunState::Finished || state == RunState::Failed || state == RunState::Cancelled ||
                       state == RunState::Interrupted;
    if (!summary.is_object() || !ended) {
        return false;
    }
    const QDateTime created = QDateTime::fromString(indexed.created, Qt::ISODate);
    run.restore(state, summary.value("layers", 0), summary.value("result", nlohmann::json()), failureIn(summary));
    run.setCreated(created);
    run.setNotes(indexed.notes);
    return true;
}

void RunHistory::readNotes(Run& run, const IndexedRun* indexed) const
{
    for (const QString& path :
         {notesPath(run.number()), recordPath(run.number()).chopped(5) + QStringLiteral(".notes.json")}) {
        if (auto notes = RunNotes::fromJson(parsedFile(path))) {
            run.setNotes(*notes);
            return;
        }
    }
    if (indexed && !indexed->notes.isEmpty()) { // the folder lost them
        run.setNotes(indexed->notes);
        static_cast<void>(bool(storeNotes(run, indexed->notes)));
    }
}

Run* RunHistory::read(int number, const IndexedRun* indexed) const
{
    const QString folder = QStringLiteral("%1/%2").arg(m_folder).arg(number);
    const nlohmann::json summary = indexed ? nlohmann::json::parse(indexed->summary, nullptr, false) : nlohmann::json();
    if (summary.is_object()) {
        auto run =
            std::make_unique<Run>(number, folder, RunRequest::fromJson(summary.value("request", nlohmann::json())));
        if (restore(*run, *indexed)) {
            return run.release();
        }
    }
    nlohmann::json record = parsedFile(recordPath(number));
    if (!record.is_object()) { // it went to the trash and came back
        record = parsedFile(folder + u'/' + kRecordInFolder);
    }
    const nlohmann::json request = record.is_object() ? record.value("request", nlohmann::json()) : nlohmann::json();
    auto* run = new Run(number, folder, RunRequest::fromJson(request));
    readNotes(*run, indexed);
    replay(*run);
    if (record.is_object() && record.contains("created") && record["created"].is_string()) {
        const auto created = QString::fromStdString(record["created"].get<std::string>());
        run->setCreated(QDateTime::fromString(created, Qt::ISODate));
    } else {
        run->setCreated(QFileInfo(run->folder()).lastModified());
    }
    if (run->state() == RunState::Finished) {
        return run;
    }
    const std::string stored = record.is_object() ? record.value("state", std::string()) : std::string();
    const RunState state = stateFromName(stored);
    if (const auto failure = failureIn(record); failure && !run->failure()) {
        run->fail(*failure);
    }
    const bool working = state == RunState::Running || state == RunState::Stopping || state == RunState::Paused;
    if (!run->hasEnded() && working && m_lock.isLocked()) { // else another window may be at work on it
        interrupt(*run);
    }
    if (!run->failure()) {
        run->setState(state == RunState::Failed || state == RunState::Cancelled ? state : RunState::Interrupted);
    }
    return run;
}

void RunHistory::adopt(Run* run)
{
    run->setParent(this);
    connect(run, &Run::stateChanged, this, [this, run] {
        // if the disk is full the run itself reports it; the list only loses the last state
        static_cast<void>(bool(store(*run)));
        indexRun(*run);
        Q_EMIT changed(run);
    });
    connect(run, &Run::notesChanged, this, [this, run] { Q_EMIT changed(run); });
    connect(run, &Run::progressChanged, this, [this, run] { Q_EMIT changed(run); });
    list(run);
}

void RunHistory::list(Run* run)
{
    m_runs.insert(std::upper_bound(m_runs.begin(), m_runs.end(), run,
                                   [](const Run* a, const Run* b) { return a->number() < b->number(); }),
                  run);
    Q_EMIT added(run);
}

Run* RunHistory::find(int number) const
{
    const auto found =
        std::find_if(m_runs.begin(), m_runs.end(), [number](const Run* run) { return run->number() == number; });
    return found == m_runs.end() ? nullptr : *found;
}

Run* RunHistory::active() const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [](const Run* run) { return run->isActive(); });
    return found == m_runs.end() ? nullptr : *found;
}

Result<void> RunHistory::store(const Run& run) const
{
    nlohmann::json record = {{"request", run.request().toJson()},
                             {"state", kStateNames[std::size_t(run.state())]},
                             {"created", run.created().toString(Qt::ISODate).toStdString()}};
    if (run.failure()) {
        record["failure"] = toJson(*run.failure());
    }
    return writeFileAtomically(recordPath(run.number()).toStdString(), dumped(record));
}

void RunHistory::indexRun(const Run& run)
{
    IndexedRun row;
    row.stamp = stampOf(run.number());
    row.created = run.created().toString(Qt::ISODate);
    row.state = QLatin1String(kStateNames[std::size_t(run.state())]);
    row.model = run.request().modelName;
    row.recipe = run.request().recipeName;
    row.notes = run.notes();
    nlohmann::json summary = {{"request", run.request().toJson()}, {"layers", run.layers()}, {"result", run.result()}};
    if (run.failure()) {
        summary["failure"] = toJson(*run.failure());
    }
    row.summary = dumped(summary);
    m_index.put(run.number(), row); // where it fails, the stamp is stale and the folder is read at the next start
}

void RunHistory::settle(const Run& run)
{
    if (find(run.number())) {
        indexRun(run);
    }
}

Result<void> RunHistory::storeNotes(const Run& run, const RunNotes& notes) const
{
    return writeFileAtomically(notesPath(run.number()).toStdString(), dumped(notes.toJson()));
}

Result<void> RunHistory::setNotes(Run* run, const RunNotes& notes)
{
    if (auto stored = storeNotes(*run, notes); !stored) {
        return stored;
    }
    run->setNotes(notes);
    indexRun(*run);
    return {};
}

QStringList RunHistory::tags() const
{
    QStringList tags;
    for (const Run* run : m_runs) {
        tags << run->notes().tags;
    }
    tags.removeDuplicates();
    tags.sort(Qt::CaseInsensitive);
    return tags;
}

std::uint64_t RunHistory::bytesOf(const Run& run) const
{
    std::uint64_t bytes = 0;
    for (QDirIterator files(run.folder(), QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
         files.hasNext();) {
        files.next();
        bytes += std::uint64_t(files.fileInfo().size());
    }
    return bytes;
}

QStringList RunHistory::usesOf(const Run& run) const
{
    QStringList uses;
    for (const Use& use : m_uses) {
        if (const QString sentence = use(run); !sentence.isEmpty()) {
            uses << sentence;
        }
    }
    return uses;
}

/// Another window may make a run at the same time: whoever makes the record has the number.
int RunHistory::reserveNumber() const
{
    for (int number = m_runs.isEmpty() ? 1 : m_runs.last()->number() + 1;; ++number) {
        QFile record(recordPath(number));
        if (record.open(QIODevice::NewOnly | QIODevice::WriteOnly)) {
            if (!QFileInfo::exists(QStringLiteral("%1/%2").arg(m_folder).arg(number))) {
                return number;
            }
            record.remove();
        } else if (!record.exists()) {
            return 0;
        }
    }
}

Result<Run*> RunHistory::create(const RunRequest& request)
{
    const int number = QDir().mkpath(m_folder) ? reserveNumber() : 0;
    if (number == 0) {
        return Error{"file.write", "The folder of the runs cannot be made. Choose another one or free its parent.",
                     m_folder.toStdString()};
    }
    const QString output = QStringLiteral("%1/%2").arg(m_folder).arg(number);
    RunRequest completed = request;
    completed.job.out = output.toStdString();
    auto run = std::make_unique<Run>(number, output, std::move(completed));
    if (auto stored = store(*run); !stored) {
        QFile::remove(recordPath(number));
        return stored.error();
    }
    Run* created = run.release();
    adopt(created);
    indexRun(*created);
    return created;
}

Result<void> RunHistory::letGo(Run* run, const std::function<bool()>& removeFolder)
{
    Q_ASSERT(m_runs.contains(run) && !run->isActive());
    run->events(); // whoever lets go of it may ask for them
    m_runs.removeOne(run);
    Q_EMIT aboutToRemove(run); // first, because its worker may not be gone yet
    if (!removeFolder()) {
        list(run); // its number stays taken while something is left of it
        return Error{"file.remove", "The run's folder could not be deleted completely.", run->folder().toStdString()};
    }
    QFile::remove(recordPath(run->number()));
    QFile::remove(notesPath(run->number()));
    m_index.remove(run->number());
    run->deleteLater();
    return {};
}

Result<void> RunHistory::remove(Run* run)
{
    return letGo(run, [run] {
        QDir folder(run->folder());
        return !folder.exists() || folder.removeRecursively();
    });
}

Result<void> RunHistory::moveToTrash(Run* run)
{
    return letGo(run, [this, run] {
        const QString record = run->folder() + u'/' + kRecordInFolder;
        if (!QDir(run->folder()).exists()) { // nothing but the record: of a run that never began
            return true;
        }
        QFile::remove(record);
        QFile::copy(recordPath(run->number()), record);
        return QFile::moveToTrash(run->folder());
    });
}

void RunHistory::tidy(const Run& run, const protocol::Failed& failure)
{
    protocol::closeRunDirectory(run.folder().toStdString(), "run-" + std::to_string(run.number()), failure);
}

} // namespace espalier::ui
