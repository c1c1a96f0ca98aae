#include "ui/models/sweep.h"

#include <algorithm>
#include <utility>

#include <QDir>
#include <QFileInfo>

namespace espalier::ui {

using compress::sensitivity::Record;

Sweep::Sweep(QString folder, QObject* parent) : QObject(parent), m_folder(std::move(folder)) {}

QString Sweep::model() const
{
    return m_record ? QString::fromStdString(m_record->model) : QString();
}

QDateTime Sweep::changed() const
{
    return QFileInfo(m_folder + QLatin1Char('/') + QLatin1String(Record::kHeadName)).lastModified();
}

std::optional<protocol::SweepJob> Sweep::request() const
{
    protocol::SweepJob job;
    if (!m_record || !protocol::fromJson(m_record->request, job)) {
        return std::nullopt;
    }
    job.out = m_folder.toStdString(); // it may have been moved
    return job;
}

Result<void> Sweep::load()
{
    auto record = Record::read(m_folder.toStdString());
    if (!record) {
        return record.error();
    }
    m_record = record.take();
    Q_EMIT cellsChanged();
    return {};
}

void Sweep::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void Sweep::begin()
{
    m_failure.reset();
    m_fraction = 0.0;
    m_eta.reset();
    setState(State::Working);
}

void Sweep::setStopping()
{
    setState(State::Stopping);
}

void Sweep::take(const protocol::EventBody& body)
{
    if (const auto* progress = std::get_if<protocol::Progress>(&body)) {
        m_fraction = progress->fraction;
        m_eta = progress->etaSeconds;
        Q_EMIT progressChanged();
    } else if (const auto* log = std::get_if<protocol::Log>(&body);
               log && log->level == protocol::SweepJob::kCellLevel) {
        const auto cell = compress::sensitivity::cellFromJson(nlohmann::json::parse(log->text, nullptr, false));
        if (!m_record || (cell && !m_record->column(cell->level))) { // the worker has written the head by now
            (void)load();
        } else if (cell) {
            m_record->add(*cell);
            Q_EMIT cellsChanged();
        }
    } else if (const auto* failed = std::get_if<protocol::Failed>(&body)) {
        if (failed->code != "cancelled") {
            m_failure = Error{failed->code, failed->message, failed->place};
        }
    }
}

void Sweep::end()
{
    (void)load(); // as it is on the disk; a sweep that failed early has nothing there
    setState(State::Ended);
}

QStringList sweepFolders(const QString& root)
{
    const QDir folder(root);
    QList<std::pair<QDateTime, QString>> found;
    for (const QFileInfo& each : folder.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QFileInfo head(each.filePath() + QLatin1Char('/') + QLatin1String(Record::kHeadName));
        if (head.exists()) {
            found.emplace_back(head.lastModified(), each.absoluteFilePath());
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a > b; });
    QStringList folders;
    for (const auto& [when, path] : found) {
        folders << path;
    }
    return folders;
}

QString newSweepFolder(const QString& root)
{
    for (int number = 1;; ++number) {
        const QString folder = root + QLatin1Char('/') + QString::number(number);
        if (!QFileInfo::exists(folder)) {
            return folder;
        }
    }
}

} // namespace espalier::ui
