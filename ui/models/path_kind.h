#pragma once

#include <QString>
#include <QStringList>

namespace espalier::ui {

/// What a path that was dropped, chosen or given on the command line is.
enum class PathKind { Model, Recipe, Data, Unknown };

/// By folder contents (config.json, safetensors or pytorch_model.bin files) or file name; of another file the
/// first bytes are read. A shard
/// stands for its folder, a GGUF file for itself.
PathKind kindOfPath(const QString& path);
/// Of every data file that can be read, as file dialogs want them: "*.txt *.jsonl ...".
QString dataFilePatterns();
/// The model folder or GGUF file that a path of kind Model means.
QString modelFolderOf(const QString& path);

} // namespace espalier::ui
