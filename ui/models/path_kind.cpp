#include "ui/models/path_kind.h"

#include <QDir>
#include <QFileInfo>

#include "core/formats/gguf.h"
#include "core/text/records.h"

namespace espalier::ui {
namespace {

const QString kPyTorch = QStringLiteral("pytorch_model*.bin");

/// Also of one that is not there: by its name.
bool isGguf(const QString& path)
{
    return path.endsWith(QLatin1String(".gguf"), Qt::CaseInsensitive) || formats::isGgufFile(path.toStdString());
}

} // namespace

PathKind kindOfPath(const QString& path)
{
    const QFileInfo info(path);
    if (info.isDir()) {
        const QDir folder(path);
        const bool model = folder.exists(QStringLiteral("config.json")) ||
                           !folder.entryList({QStringLiteral("*.safetensors"), kPyTorch}, QDir::Files).isEmpty();
        return model ? PathKind::Model : PathKind::Unknown;
    }
    const QString suffix = info.suffix().toLower();
    if (isGguf(path) || suffix == QLatin1String("safetensors") || QDir::match(kPyTorch, info.fileName()) ||
        info.fileName() == QLatin1String("config.json")) {
        return PathKind::Model;
    }
    if (suffix == QLatin1String("yaml") || suffix == QLatin1String("yml")) {
        return PathKind::Recipe;
    }
    return text::isDataFile(info.fileName().toStdString()) ? PathKind::Data : PathKind::Unknown;
}

QString dataFilePatterns()
{
    return QStringLiteral("*.txt *.jsonl *.ndjson *.json *.csv *.parquet *.txt.gz *.jsonl.gz *.json.gz *.csv.gz "
                          "*.txt.zst *.jsonl.zst *.json.zst *.csv.zst");
}

std::vector<std::string> splitList(const QString& text, QChar separator)
{
    std::vector<std::string> list;
    for (const QString& part : text.split(separator, Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty()) {
            list.push_back(part.trimmed().toStdString());
        }
    }
    return list;
}

QString modelFolderOf(const QString& path)
{
    const QFileInfo info(path);
    return info.isDir() || isGguf(path) ? info.absoluteFilePath() : info.absolutePath();
}

} // namespace espalier::ui
