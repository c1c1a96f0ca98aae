#include "ui/models/model_document.h"

#include <QDir>
#include <QFileInfo>

#include "ui/models/tensor_names.h"

namespace espalier::ui {

std::vector<const formats::TensorInfo*> ModelDocument::looseTensors() const
{
    std::vector<const formats::TensorInfo*> result;
    if (checkpoint) {
        for (const std::string& tensorName : checkpoint->unexpectedTensors()) {
            result.push_back(checkpoint->find(tensorName)->info);
        }
    }
    for (const formats::SafetensorsFile& file : files) {
        for (const formats::TensorInfo& tensor : file.tensors()) {
            result.push_back(&tensor);
        }
    }
    return result;
}

QString ModelDocument::displayName(const QString& folder)
{
    const QFileInfo info(folder);
    const QString own = info.fileName();
    const QString parent = QFileInfo(info.absolutePath()).fileName();
    if (own == QLatin1String("model")) {
        return parent;
    }
    return own.startsWith(QLatin1String("stage_")) ? QStringLiteral("%1/%2").arg(parent, own) : own;
}

Result<ModelDocumentPtr> ModelDocument::open(const QString& folder)
{
    auto document = std::make_shared<ModelDocument>();
    document->folder = folder;
    document->name = displayName(folder);
    auto checkpoint = model::Checkpoint::open(folder.toStdString());
    if (checkpoint) {
        document->checkpoint = checkpoint.take();
        if (auto unexpected = document->looseTensors(); !unexpected.empty()) {
            document->unexpectedTree = treeOfTensors(std::move(unexpected));
        }
        return ModelDocumentPtr(document);
    }
    document->problem = checkpoint.error();
    const auto shards = QDir(folder).entryInfoList({QStringLiteral("*.safetensors")}, QDir::Files, QDir::Name);
    for (const QFileInfo& shard : shards) {
        if (auto file = formats::SafetensorsFile::open(shard.absoluteFilePath().toStdString())) {
            document->files.push_back(file.take());
        } else {
            document->damaged.push_back(file.error());
        }
    }
    if (document->files.empty()) {
        return checkpoint.error();
    }
    document->tensorTree = treeOfTensors(document->looseTensors());
    return ModelDocumentPtr(document);
}

} // namespace espalier::ui
