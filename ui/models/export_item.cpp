#include "ui/models/export_item.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include "core/base/atomic_file.h"

namespace espalier::ui {
namespace {

std::uint64_t bytesOf(const QString& path)
{
    const QFileInfo info(path);
    if (!info.isDir()) {
        return std::uint64_t(info.size());
    }
    std::uint64_t bytes = 0;
    for (QDirIterator files(path, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); files.hasNext();) {
        files.next();
        bytes += std::uint64_t(files.fileInfo().size());
    }
    return bytes;
}

/// When a model, a folder or one GGUF file, was last written.
QDateTime writtenAt(const QString& model)
{
    if (const QFileInfo info(model); info.isFile()) {
        return info.lastModified();
    }
    QDateTime newest;
    const auto files = QDir(model).entryInfoList(
        {QStringLiteral("*.safetensors"), QStringLiteral("pytorch_model*.bin"), QStringLiteral("config.json")},
        QDir::Files);
    for (const QFileInfo& file : files) {
        newest = std::max(newest, file.lastModified());
    }
    return newest;
}

nlohmann::json readJson(const QString& path)
{
    constexpr std::size_t kLimitBytes = 64 << 20;
    const auto text = readTextFile(path.toStdString(), kLimitBytes);
    auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    return json.is_discarded() ? nlohmann::json() : json;
}

} // namespace

ExportItem::ExportItem(ExportSource source, QString target, QString type, QString path, QObject* parent)
    : QObject(parent), m_source(std::move(source)), m_target(std::move(target)), m_type(std::move(type)),
      m_path(std::move(path))
{
    lookAtDisk();
}

QString ExportItem::certificatePath(const QString& path)
{
    return QFileInfo(path).isDir() ? path + QStringLiteral("/certificate.json")
                                   : path + QStringLiteral(".certificate.json");
}

bool ExportItem::isStaged() const
{
    return m_path.startsWith(m_source.staging + QLatin1Char('/'));
}

void ExportItem::lookAtDisk()
{
    if (isActive()) {
        return;
    }
    const QFileInfo info(m_path);
    const bool there = info.exists() && info.lastModified() >= writtenAt(m_source.folder);
    if (there && m_state != ExportState::Ready) {
        m_bytes = bytesOf(m_path);
        m_certificate = readJson(certificatePath(m_path));
        setState(ExportState::Ready);
    } else if (!there && m_state == ExportState::Ready) {
        reset(); // it was moved away, or the model has changed
    }
}

void ExportItem::beginAwait()
{
    ++m_awaited;
    Q_EMIT changed();
}

void ExportItem::endAwait()
{
    --m_awaited;
    Q_EMIT changed();
}

void ExportItem::setWaiting()
{
    m_error.reset();
    m_fraction = 0.0;
    m_phase.clear();
    m_eta.reset();
    m_certificate = nullptr;
    m_notes.clear();
    setState(ExportState::Waiting);
}

void ExportItem::setWorking()
{
    setState(ExportState::Working);
}

void ExportItem::setStopping()
{
    setState(ExportState::Stopping);
}

void ExportItem::progress(const protocol::Progress& progress)
{
    m_fraction = progress.fraction;
    m_phase = QString::fromStdString(progress.phase);
    m_eta = progress.etaSeconds;
    Q_EMIT changed();
}

void ExportItem::finish(const nlohmann::json& report)
{
    m_fraction = 1.0;
    m_eta.reset();
    m_bytes = bytesOf(m_path);
    m_certificate = report.value("certificate", nlohmann::json());
    for (const nlohmann::json& note : report.value("notes", nlohmann::json::array())) {
        m_notes << (note.is_string() ? QString::fromStdString(note.get<std::string>()) : QString());
    }
    setState(ExportState::Ready);
}

void ExportItem::fail(const Error& error)
{
    m_error = error;
    m_eta.reset();
    setState(ExportState::Failed);
}

void ExportItem::reset()
{
    m_error.reset();
    m_certificate = nullptr;
    m_notes.clear();
    m_bytes = 0;
    m_fraction = 0.0;
    setState(ExportState::Idle);
}

void ExportItem::setState(ExportState state)
{
    m_state = state;
    Q_EMIT changed();
}

} // namespace espalier::ui
