#pragma once

#include <cstdint>
#include <optional>

#include <QList>
#include <QString>

#include "core/model/checkpoint.h"

namespace espalier::ui {

/// What an export holds its weights as.
struct ExportType
{
    QString id;    ///< as protocol::ExportJob::type; empty: what the model stores
    QString label; ///< "Q4_K_M"
};

/// A format that other programs load.
struct ExportTarget
{
    QString id;      ///< as protocol::ExportJob::target: "gguf", "onnx", "hf"
    QString title;   ///< "GGUF"
    QString holds;   ///< what it can hold: one sentence or two
    QString loaders; ///< programs that load it
    QString suffix;  ///< of the file, ".gguf"; empty: a folder
    QList<ExportType> types;
};

/// The formats in the order of their tiles, their texts translated.
QList<ExportTarget> exportTargets();

/// The types of a target that hold what the model stores; quickly for any size of model.
QList<ExportType> exportTypes(const ExportTarget& target, const model::Checkpoint& checkpoint);

/// A name for the file or folder: "tiny-Q8_0.gguf", "tiny-onnx-int8". What no file name may hold is replaced.
QString exportName(const QString& model, const ExportTarget& target, const QString& type);

/// Bytes that the export will take; exact but for its texts where every weight gets the type's own layout, else about.
/// Errors: `export.family` (llama.cpp knows no such model), `export.target`, `export.type`.
Result<std::uint64_t> predictedExportBytes(const model::Checkpoint& checkpoint, const QString& target,
                                           const QString& type);

/// All weights of a model, in matrices and outside.
std::int64_t weightCount(const model::Checkpoint& checkpoint);

} // namespace espalier::ui
