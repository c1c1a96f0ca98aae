#include "ui/models/run_history.h"

#include <algorithm>
#include <array>
#include <set>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "core/base/atomic_file.h"
#include "core/protocol/run_directory.h"
#include "core/protocol/run_log.h"

namespace espalier::ui {

namespace {

constexpr std::array kStateNames = {"waiting", "running", "stopping", "finished", "failed", "cancelled", "interrupted"};

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
    : QObject(parent), m_folder(std::move(folder)), m_lock(m_folder + QStringLiteral("/.lock"))
{
    m_lock.setStaleLockTime(0); // a lock is stale when its process is gone, however old
}

QString RunHistory::recordPath(int number) const
{
    return QStringLiteral("%1/%2.json").arg(m_folder).arg(number);
}

void RunHistory::load()
{
    QDir().mkpath(m_folder);
    m_lock.tryLock(0);
    std::set<int> numbers;
    const auto entries = QDir(m_folder).entryInfoList(QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot);
    for (const QFileInfo& entry : entries) {
        const QString name = entry.isDir() ? entry.fileName() : entry.completeBaseName();
        if (const int number = name.toInt(); number > 0 && !find(number)) {
            numbers.insert(number);
        }
    }
    for (const int number : numbers) {
        adopt(read(number));
    }
}

Run* RunHistory::read(int number) const
{
    const nlohmann::json record = parsedFile(recordPath(number));
    const nlohmann::json request = record.is_object() ? record.value("request", nlohmann::json()) : nlohmann::json();
    auto* run = new Run(number, QStringLiteral("%1/%2").arg(m_folder).arg(number), RunRequest::fromJson(request));
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
    if (const auto failure = record.is_object() ? record.find("failure") : record.end();
        failure != record.end() && failure->is_object() && !run->failure()) {
        run->fail({failure->value("code", std::string()), failure->value("message", std::string()),
                   failure->value("place", std::string())});
    }
    const bool working = state == RunState::Running || state == RunState::Stopping;
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
        Q_EMIT changed(run);
    });
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
        record["failure"] = {
            {"code", run.failure()->code}, {"message", run.failure()->message}, {"place", run.failure()->place}};
    }
    // names of files need not be UTF-8
    const std::string text = record.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    return writeFileAtomically(recordPath(run.number()).toStdString(), text);
}

Result<Run*> RunHistory::create(const RunRequest& request)
{
    if (!QDir().mkpath(m_folder)) {
        return Error{"file.write", "The folder of the runs cannot be made. Choose another one or free its parent.",
                     m_folder.toStdString()};
    }
    const int number = m_runs.isEmpty() ? 1 : m_runs.last()->number() + 1;
    const QString output = QStringLiteral("%1/%2").arg(m_folder).arg(number);
    RunRequest completed = request;
    completed.job.out = output.toStdString();
    auto run = std::make_unique<Run>(number, output, std::move(completed));
    if (auto stored = store(*run); !stored) {
        return stored.error();
    }
    Run* created = run.release();
    adopt(created);
    return created;
}

Result<void> RunHistory::remove(Run* run)
{
    Q_ASSERT(m_runs.contains(run) && !run->isActive());
    m_runs.removeOne(run);
    Q_EMIT aboutToRemove(run); // first, because its worker may not be gone yet
    if (QDir folder(run->folder()); folder.exists() && !folder.removeRecursively()) {
        list(run); // its number stays taken while something is left of it
        return Error{"file.remove", "The run's folder could not be deleted completely.", run->folder().toStdString()};
    }
    QFile::remove(recordPath(run->number()));
    run->deleteLater();
    return {};
}

void RunHistory::tidy(const Run& run, const protocol::Failed& failure)
{
    protocol::closeRunDirectory(run.folder().toStdString(), "run-" + std::to_string(run.number()), failure);
}

} // namespace espalier::ui
