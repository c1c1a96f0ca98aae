#pragma once

#include <QStringList>

namespace espalier::ui {

/// A model that lies in one of the user's folders.
struct FoundModel
{
    QString path; ///< folder or GGUF file
    QString name; ///< "TinyLlama/TinyLlama-1.1B" in a cache of Hugging Face, else the path below the user's folder

    bool operator==(const FoundModel&) const = default;
};

/// The models below folders, at most three levels deep, 200 at most, by name. Looks at names of files alone, but at
/// many: to be called off the GUI thread. Caches of Hugging Face give the newest snapshot of each model.
QList<FoundModel> findModels(const QStringList& folders);

/// Where Hugging Face's programs keep models: HF_HUB_CACHE, HF_HOME or ~/.cache/huggingface/hub.
QString huggingFaceCache();

} // namespace espalier::ui
