#pragma once

#include <string>
#include <vector>

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
/// What a field for several files or names holds: its parts without blanks around them, no empty ones.
std::vector<std::string> splitList(const QString& text, QChar separator);

} // namespace espalier::ui
