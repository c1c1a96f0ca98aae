#include "ui/models/model_document.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>

namespace espalier::ui {

namespace {

/// Adds a tensor's place in the tree by the dots of its name. Modules of unknown families have no class.
void insertTensor(model::ModuleNode& root, const formats::TensorInfo& tensor)
{
    const QStringList parts = QString::fromStdString(tensor.name).split(QLatin1Char('.'));
    model::ModuleNode* node = &root;
    QString path;
    for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
        path += (path.isEmpty() ? QString() : QStringLiteral(".")) + parts[i];
        const std::string name = path.toStdString();
        auto& children = node->children;
        // tensors arrive sorted by name, so a module's tensors are neighbours
        if (children.empty() || children.back().name != name) {
            model::ModuleNode child;
            child.name = name;
            child.classNames = {""};
            children.push_back(std::move(child));
        }
        node = &children.back();
    }
    if (parts.last() == QLatin1String("weight")) {
        node->shape = tensor.shape;
    } else if (parts.last() == QLatin1String("bias")) {
        node->bias = true;
    }
}

model::ModuleNode treeOfTensors(const std::vector<formats::SafetensorsFile>& files)
{
    std::vector<const formats::TensorInfo*> tensors;
    for (const auto& file : files) {
        for (const auto& tensor : file.tensors()) {
            tensors.push_back(&tensor);
        }
    }
    // by parts of names, numbers by value: model.layers.2 stands before model.layers.10
    std::sort(tensors.begin(), tensors.end(), [](const auto* a, const auto* b) {
        const auto left = QString::fromStdString(a->name).split(QLatin1Char('.'));
        const auto right = QString::fromStdString(b->name).split(QLatin1Char('.'));
        return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                            [](const QString& x, const QString& y) {
                                                bool xNumber = false;
                                                bool yNumber = false;
                                                const int xValue = x.toInt(&xNumber);
                                                const int yValue = y.toInt(&yNumber);
                                                return xNumber && yNumber ? xValue < yValue : x < y;
                                            });
    });
    model::ModuleNode root;
    root.classNames = {""};
    for (const auto* tensor : tensors) {
        insertTensor(root, *tensor);
    }
    return root;
}

} // namespace

Result<ModelDocumentPtr> ModelDocument::open(const QString& folder)
{
    auto document = std::make_shared<ModelDocument>();
    document->folder = folder;
    document->name = QFileInfo(folder).fileName();
    auto checkpoint = model::Checkpoint::open(folder.toStdString());
    if (checkpoint) {
        document->checkpoint = checkpoint.take();
        return ModelDocumentPtr(document);
    }
    document->problem = checkpoint.error();
    const auto shards = QDir(folder).entryInfoList({QStringLiteral("*.safetensors")}, QDir::Files, QDir::Name);
    for (const QFileInfo& shard : shards) {
        if (auto file = formats::SafetensorsFile::open(shard.absoluteFilePath().toStdString())) {
            document->files.push_back(file.take());
        }
    }
    if (document->files.empty()) {
        return checkpoint.error();
    }
    document->tensorTree = treeOfTensors(document->files);
    return ModelDocumentPtr(document);
}

} // namespace espalier::ui
