#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QMetaType>
#include <QString>

#include "core/model/checkpoint.h"

namespace espalier::ui {

/// An opened model: its headers alone, so any size opens at once. Immutable, shared between threads.
/// A folder whose family is unknown, or which is damaged elsewhere, still opens if its safetensors headers can be read:
/// then `problem` says why it cannot be worked on and `tree` is made of the tensor names.
struct ModelDocument
{
    QString folder;
    QString name;
    std::optional<model::Checkpoint> checkpoint; ///< nothing if there is a problem
    std::optional<Error> problem;
    std::vector<formats::SafetensorsFile> files;     ///< filled only without a checkpoint
    std::vector<Error> damaged;                      ///< the same: of files whose headers cannot be read
    std::optional<model::ModuleNode> tensorTree;     ///< the same
    std::optional<model::ModuleNode> unexpectedTree; ///< of tensors that no module of the model owns

    const model::ModuleNode& tree() const { return checkpoint ? checkpoint->tree() : *tensorTree; }

    /// Tensors that no known module owns: the unexpected ones, or all if there is no checkpoint.
    std::vector<const formats::TensorInfo*> looseTensors() const;

    /// The folder's name, with its parent's where the own one says nothing ("model", "stage_compression").
    static QString displayName(const QString& folder);

    /// Reads headers; call it off the GUI thread. Errors as of Checkpoint::open if not even headers can be shown.
    static Result<std::shared_ptr<const ModelDocument>> open(const QString& folder);
};

using ModelDocumentPtr = std::shared_ptr<const ModelDocument>;

} // namespace espalier::ui
