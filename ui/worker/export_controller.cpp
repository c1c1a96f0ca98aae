#include "ui/worker/export_controller.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStorageInfo>

#include "core/protocol/jobs.h"
#include "ui/models/format.h"
#include "ui/worker/worker_client.h"

namespace espalier::ui {
namespace {

constexpr double kStartSeconds = 1.0;           ///< until the worker begins to write
constexpr double kFloatPace = 60e6;             ///< weights a second, certificate included, before any was measured
constexpr double kRoundedPace = 8e6;            ///< the same where a search rounds each block
constexpr double kSmallestMeasured = 4e6;       ///< weights; of smaller models the worker's start is most of the time
constexpr std::uint64_t kSpareBytes = 16 << 20; ///< not to be used up

QString paceKey(const QString& target, const QString& type)
{
    return QStringLiteral("exportPace/") + target + (type.isEmpty() ? QString() : QLatin1Char('-') + type);
}

bool removeAll(const QString& path)
{
    const QFileInfo info(path);
    return info.isDir() && !info.isSymLink() ? QDir(path).removeRecursively() : QFile::remove(path);
}

} // namespace

ExportController::ExportController(QSettings& settings, QStringList workerCommand, QObject* parent)
    : QObject(parent), m_settings(settings), m_workerCommand(std::move(workerCommand))
{
}

ExportController::~ExportController()
{
    m_client.reset();
    if (m_current && m_current->isActive()) {
        tidy(*m_current);
    }
}

ExportItem* ExportController::item(const ExportSource& source, const ExportTarget& target, const QString& type)
{
    return itemAt(source, target.id, type, source.staging + QLatin1Char('/') + exportName(source.name, target, type));
}

ExportItem* ExportController::itemAt(const ExportSource& source, const QString& target, const QString& type,
                                     const QString& path)
{
    for (ExportItem* each : m_items) {
        if (each->path() == path && each->source() == source && each->target() == target && each->type() == type) {
            return each;
        }
    }
    auto* made = new ExportItem(source, target, type, path, this);
    m_items << made;
    connect(made, &ExportItem::changed, this, [this, made] { Q_EMIT changed(made); });
    return made;
}

void ExportController::start(ExportItem* item, std::uint64_t bytes)
{
    if (item->isActive()) {
        return;
    }
    if (item->isStaged() && QFileInfo::exists(item->path())) { // elsewhere the worker refuses
        if (auto removed = remove(item); !removed) {
            item->fail(removed.error());
            return;
        }
    }
    const QString folder = QFileInfo(item->path()).absolutePath();
    const std::uint64_t free = m_freeBytes(folder);
    if (free < bytes + kSpareBytes) {
        item->fail({"plan.disk",
                    tr("%1 are needed, %2 are free. Nothing was written. Free some space or choose another place.")
                        .arg(format::bytes(bytes + kSpareBytes), format::bytes(free))
                        .toStdString(),
                    folder.toStdString()});
        return;
    }
    item->setWaiting();
    m_queue << item;
    Q_EMIT busyChanged();
    startNext();
}

void ExportController::cancel(ExportItem* item)
{
    if (item == m_current && m_client && item->state() == ExportState::Working) {
        item->setStopping();
        m_client->cancel();
    } else if (m_queue.removeOne(item)) {
        item->reset();
        Q_EMIT busyChanged();
    }
}

Result<void> ExportController::remove(ExportItem* item)
{
    const QString certificate = ExportItem::certificatePath(item->path());
    if (QFileInfo::exists(item->path()) && !removeAll(item->path())) {
        return Error{"file.remove", tr("The export could not be removed. Close what uses it.").toStdString(),
                     item->path().toStdString()};
    }
    QFile::remove(certificate);
    item->lookAtDisk();
    return {};
}

void ExportController::forget(const QString& folder)
{
    for (ExportItem* each : m_items) {
        if (each->source().folder.startsWith(folder + QLatin1Char('/'))) {
            cancel(each);
        }
    }
}

double ExportController::predictedSeconds(const QString& target, const QString& type, std::int64_t weights) const
{
    const bool floats = type.isEmpty() || type.startsWith(QLatin1Char('F')) || type.startsWith(QLatin1Char('f')) ||
                        type == QLatin1String("BF16");
    const double fallback = floats ? kFloatPace : kRoundedPace;
    const double pace = m_settings.value(paceKey(target, type), fallback).toDouble();
    return kStartSeconds + double(weights) / (pace > 0.0 ? pace : fallback);
}

std::uint64_t ExportController::freeBytes(const QString& folder)
{
    QDir place(folder);
    while (!place.exists() && !place.isRoot()) {
        place.setPath(QFileInfo(place.path()).absolutePath());
    }
    const QStorageInfo storage(place);
    return storage.isValid() ? std::uint64_t(std::max<qint64>(storage.bytesAvailable(), 0)) : 0;
}

void ExportController::startNext()
{
    if (!m_current && !m_queue.isEmpty()) {
        launch(m_queue.takeFirst());
    }
}

void ExportController::launch(ExportItem* item)
{
    m_current = item;
    m_client = std::make_unique<WorkerClient>(m_workerCommand);
    connect(m_client.get(), &WorkerClient::event, this, [this](const protocol::Event& event) { take(event.body); });
    connect(m_client.get(), &WorkerClient::exited, this, &ExportController::finishCurrent);
    item->setWorking();
    QDir().mkpath(QFileInfo(item->path()).absolutePath());
    protocol::ExportJob job;
    job.model = item->source().folder.toStdString();
    job.target = item->target().toStdString();
    job.type = item->type().toStdString();
    job.out = item->path().toStdString();
    protocol::Start start;
    start.job = "export-" + std::to_string(++m_jobs);
    start.kind = protocol::ExportJob::kKind;
    start.parameters = protocol::toJson(job);
    m_client->start(start);
}

void ExportController::take(const protocol::EventBody& body)
{
    if (const auto* progress = std::get_if<protocol::Progress>(&body)) {
        m_current->progress(*progress);
    } else if (const auto* finished = std::get_if<protocol::Finished>(&body)) {
        learnPace(*m_current, finished->result);
        m_current->finish(finished->result);
    } else if (const auto* failed = std::get_if<protocol::Failed>(&body)) {
        tidy(*m_current);
        if (failed->code == "cancelled") {
            m_current->reset();
        } else {
            m_current->fail({failed->code, failed->message, failed->place});
        }
    }
}

void ExportController::finishCurrent()
{
    ExportItem* item = m_current;
    m_current = nullptr;
    m_client.release()->deleteLater(); // this is called from one of its signals
    if (item->state() != ExportState::Ready) {
        tidy(*item); // the process may have written until its end
    }
    Q_EMIT ended(item);
    Q_EMIT busyChanged();
    startNext();
}

/// A worker that was killed could not remove what it had begun: "<name>.partial..." beside the final name.
void ExportController::tidy(const ExportItem& item) const
{
    const QFileInfo info(item.path());
    const QDir folder = info.absoluteDir();
    for (const QString& stem : {info.completeBaseName(), info.fileName()}) {
        const auto left = folder.entryInfoList({stem + QStringLiteral(".partial*")},
                                               QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
        for (const QFileInfo& each : left) {
            removeAll(each.absoluteFilePath());
        }
    }
    if (!info.exists()) {
        QFile::remove(item.path() + QStringLiteral(".certificate.json"));
    }
}

void ExportController::learnPace(const ExportItem& item, const nlohmann::json& report)
{
    const double seconds = report.value("seconds", 0.0);
    const auto checkpoint = model::Checkpoint::open(item.source().folder.toStdString());
    const double weights = checkpoint ? double(weightCount(*checkpoint)) : 0.0;
    if (seconds > 0.0 && weights >= kSmallestMeasured) {
        m_settings.setValue(paceKey(item.target(), item.type()), weights / seconds);
    }
}

} // namespace espalier::ui
