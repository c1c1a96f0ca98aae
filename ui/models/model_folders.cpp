#include "ui/models/model_folders.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>

#include "ui/models/path_kind.h"

namespace espalier::ui {

namespace {

constexpr int kDepth = 3;
constexpr int kMost = 200;
const QString kHubPrefix = QStringLiteral("models--");

class Search
{
public:
    void begin(const QString& folder)
    {
        m_root = QDir(folder);
        visit(folder, kDepth);
    }

    QList<FoundModel> found;

private:
    void visit(const QString& path, int depth)
    {
        if (int(found.size()) >= kMost) {
            return;
        }
        const QDir folder(path);
        if (folder.exists(QStringLiteral("config.json")) && kindOfPath(path) == PathKind::Model) {
            found << FoundModel{folder.absolutePath(), nameOf(folder.absolutePath())};
            return; // what lies within belongs to it
        }
        for (const QFileInfo& file : folder.entryInfoList({QStringLiteral("*.gguf")}, QDir::Files, QDir::Name)) {
            found << FoundModel{file.absoluteFilePath(), nameOf(file.absoluteFilePath())};
        }
        const auto folders = folder.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QFileInfo& each : folders) {
            if (each.fileName().startsWith(kHubPrefix)) {
                visitHub(each);
            } else if (depth > 1) {
                visit(each.absoluteFilePath(), depth - 1);
            }
        }
    }

    /// models--<owner>--<name>/snapshots/<commit>
    void visitHub(const QFileInfo& repository)
    {
        const QDir snapshots(repository.absoluteFilePath() + QStringLiteral("/snapshots"));
        const auto all = snapshots.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time); // newest first
        const auto whole = std::find_if(all.begin(), all.end(), [](const QFileInfo& each) {
            return QFileInfo::exists(each.absoluteFilePath() + QStringLiteral("/config.json"));
        });
        if (whole != all.end()) {
            QString name = repository.fileName().mid(kHubPrefix.size());
            found << FoundModel{whole->absoluteFilePath(), name.replace(QStringLiteral("--"), QStringLiteral("/"))};
        }
    }

    QString nameOf(const QString& path) const
    {
        const QString below = m_root.relativeFilePath(path);
        return below == QLatin1String(".") || below.isEmpty() ? m_root.dirName() : below;
    }

    QDir m_root;
};

} // namespace

QList<FoundModel> findModels(const QStringList& folders)
{
    Search search;
    for (const QString& folder : folders) {
        search.begin(folder);
    }
    std::sort(search.found.begin(), search.found.end(),
              [](const FoundModel& a, const FoundModel& b) { return a.name.compare(b.name, Qt::CaseInsensitive) < 0; });
    search.found.erase(std::unique(search.found.begin(), search.found.end()), search.found.end());
    return search.found;
}

QString huggingFaceCache()
{
    const QString hub = qEnvironmentVariable("HF_HUB_CACHE");
    if (!hub.isEmpty()) {
        return hub;
    }
    return qEnvironmentVariable("HF_HOME", QDir::homePath() + QStringLiteral("/.cache/huggingface")) +
           QStringLiteral("/hub");
}

} // namespace espalier::ui
