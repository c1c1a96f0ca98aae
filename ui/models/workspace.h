#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include "core/base/result.h"
#include "ui/models/model_document.h"
#include "ui/models/model_folders.h"
#include "ui/models/run_history.h"

namespace espalier::ui {

/// The recipe that is being edited: one text, the only truth. The recipe page writes it, a run takes a copy.
struct RecipeState
{
    QString path; ///< empty if it was never stored
    QString name; ///< for lists: the file's name, or "Demo recipe"
    QString text;
};

/// The texts that a run uses. The worker reads them; files are checked when the run starts.
struct DataState
{
    protocol::TextSource calibration;
    protocol::TextSource evaluation;

    bool operator==(const DataState&) const = default;
};

/// What a new run may use of this machine; 0: all threads, the memory that is free.
struct RunLimits
{
    int threads = 0;
    double memoryGiB = 0.0;
};

/// What is open and selected: owned by the main window, passed to every page.
class Workspace : public QObject
{
    Q_OBJECT

public:
    /// @param runsFolder where runs are kept; see RunHistory
    explicit Workspace(const QString& runsFolder, QObject* parent = nullptr);

    /// Opens a model folder in the background: modelOpening, then modelChanged or modelFailed.
    void openModel(const QString& folder);
    const ModelDocumentPtr& model() const { return m_model; }          ///< current one; null before the first
    QString openingFolder() const { return m_opening; }                ///< empty if none is being opened
    const QStringList& recentModels() const { return m_recentModels; } ///< folders, newest first, 10 at most
    void setRecentModels(const QStringList& folders);
    /// Folders whose models are offered; they are looked through in the background.
    void setModelFolders(const QStringList& folders);
    const QList<FoundModel>& foundModels() const { return m_foundModels; }

    const RecipeState& recipe() const { return m_recipe; }
    void setRecipe(const RecipeState& recipe);
    Result<void> loadRecipe(const QString& path); ///< `file.open`, `file.tooLarge`

    const DataState& data() const { return m_data; }
    void setData(const DataState& data);

    RunHistory& runs() { return m_runs; }
    const RunHistory& runs() const { return m_runs; }
    Run* currentRun() const { return m_currentRun; }
    void setCurrentRun(Run* run);

    const QString& selectedModule() const { return m_selectedModule; } ///< full name in the current model
    void setSelectedModule(const QString& name);

    void setRunLimits(const RunLimits& limits) { m_runLimits = limits; }
    /// A run of the current model, recipe and data, within the limits.
    RunRequest currentRequest() const;

Q_SIGNALS:
    void modelOpening(const QString& folder);
    void modelChanged();
    void modelFailed(const QString& folder, const espalier::Error& error);
    void recentModelsChanged();
    void foundModelsChanged();
    void recipeChanged();
    void dataChanged();
    void currentRunChanged();
    void selectedModuleChanged();

private:
    void accept(const ModelDocumentPtr& document);
    QString usesOf(const Run& run) const; ///< of its folder, for RunHistory::addUse

    ModelDocumentPtr m_model;
    QString m_opening;
    QStringList m_recentModels;
    QStringList m_modelFolders;
    QList<FoundModel> m_foundModels;
    RecipeState m_recipe;
    DataState m_data;
    RunHistory m_runs;
    Run* m_currentRun = nullptr;
    RunLimits m_runLimits;
    QString m_selectedModule;
};

} // namespace espalier::ui
