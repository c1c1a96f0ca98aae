#include "ui/models/fork_sources.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>

#include "core/base/atomic_file.h"

namespace espalier::ui {
namespace {

/// Layers that the journal of a stage in work has; -1 if it has none.
int finishedLayers(const QString& folder, int layers)
{
    const auto text = readTextFile((folder + QStringLiteral("/journal.json")).toStdString());
    const auto journal = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (!journal.is_object() || !journal.contains("sections") || !journal["sections"].is_array() ||
        journal["sections"].empty()) {
        return -1;
    }
    const auto& last = journal["sections"].back();
    const auto section = last.is_object() ? last.value("section", nlohmann::json()) : nlohmann::json();
    return section.is_number_integer() ? int(std::min<std::int64_t>(section.get<std::int64_t>() + 1, layers)) : -1;
}

} // namespace

std::vector<ForkSource> forkSources(const Run& run)
{
    std::vector<ForkSource> sources;
    const auto folders =
        QDir(run.folder())
            .entryInfoList({QStringLiteral("stage_*")}, QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time | QDir::Reversed);
    for (const QFileInfo& folder : folders) {
        QString stage = folder.fileName().mid(6);
        const bool partial = stage.endsWith(QStringLiteral(".partial"));
        if (partial) {
            stage.chop(8);
        }
        const int layers = partial ? finishedLayers(folder.absoluteFilePath(), run.layers()) : run.layers();
        if (layers >= 0) {
            sources.push_back({stage, folder.absoluteFilePath(), layers});
        }
    }
    return sources;
}

} // namespace espalier::ui
