#include "ui/models/workspace.h"

#include <QDir>
#include <QFileInfo>

#include "core/base/atomic_file.h"
#include "ui/models/background.h"

namespace espalier::ui {

namespace {
constexpr int kRecentModels = 10;
}

Workspace::Workspace(const QString& runsFolder, QObject* parent) : QObject(parent), m_runs(runsFolder)
{
    connect(&m_runs, &RunHistory::aboutToRemove, this, [this](const Run* run) {
        if (run == m_currentRun) {
            setCurrentRun(nullptr);
        }
    });
    m_runs.addUse([this](const Run& run) { return usesOf(run); });
}

QString Workspace::usesOf(const Run& run) const
{
    const QString inside = run.folder() + u'/';
    QStringList sentences;
    if (m_model && m_model->folder.startsWith(inside)) {
        sentences << tr("Its result is the model that is open.");
    }
    for (const Run* other : m_runs.runs()) {
        const protocol::CompressJob& job = other->request().job;
        const bool reads = QString::fromStdString(job.model).startsWith(inside) ||
                           QString::fromStdString(job.forkFrom).startsWith(inside);
        if (other != &run && reads && (other->isActive() || other->state() == RunState::Waiting)) {
            sentences << tr("%1 reads its files and would fail.").arg(other->title());
        }
    }
    if (!QDir(inside + QStringLiteral("exports")).isEmpty()) {
        sentences << tr("Exports that were made of it are in that folder and go with it.");
    }
    return sentences.join(u' ');
}

void Workspace::openModel(const QString& folder)
{
    m_opening = QFileInfo(folder).absoluteFilePath();
    Q_EMIT modelOpening(m_opening);
    runInBackground(
        this, [path = m_opening] { return ModelDocument::open(path); },
        [this, path = m_opening](Result<ModelDocumentPtr> opened) {
            if (path != m_opening) {
                return; // another one was asked for meanwhile
            }
            m_opening.clear();
            if (opened) {
                accept(opened.take());
            } else {
                Q_EMIT modelFailed(path, opened.error());
            }
        });
}

void Workspace::accept(const ModelDocumentPtr& document)
{
    m_model = document;
    m_selectedModule.clear();
    QStringList recent = m_recentModels;
    recent.removeAll(document->folder);
    recent.prepend(document->folder);
    setRecentModels(recent);
    Q_EMIT modelChanged();
    Q_EMIT selectedModuleChanged();
}

void Workspace::setRecentModels(const QStringList& folders)
{
    m_recentModels = folders.mid(0, kRecentModels);
    Q_EMIT recentModelsChanged();
}

void Workspace::setModelFolders(const QStringList& folders)
{
    m_modelFolders = folders;
    runInBackground(
        this, [folders] { return findModels(folders); },
        [this, folders](const QList<FoundModel>& found) {
            if (folders == m_modelFolders) { // else others were named meanwhile
                m_foundModels = found;
                Q_EMIT foundModelsChanged();
            }
        });
}

void Workspace::setRecipe(const RecipeState& recipe)
{
    if (recipe.path != m_recipe.path || recipe.name != m_recipe.name || recipe.text != m_recipe.text) {
        m_recipe = recipe;
        Q_EMIT recipeChanged();
    }
}

Result<void> Workspace::loadRecipe(const QString& path)
{
    constexpr std::size_t kLimitBytes = 4 << 20; // a recipe is a page or two
    auto text = readTextFile(path.toStdString(), kLimitBytes);
    if (!text) {
        return text.error();
    }
    const QFileInfo file(path);
    setRecipe({file.absoluteFilePath(), file.fileName(), QString::fromStdString(*text)});
    return {};
}

void Workspace::setData(const DataState& data)
{
    if (data != m_data) {
        m_data = data;
        Q_EMIT dataChanged();
    }
}

void Workspace::setCurrentRun(Run* run)
{
    if (run != m_currentRun) {
        m_currentRun = run;
        Q_EMIT currentRunChanged();
    }
}

void Workspace::setSelectedModule(const QString& name)
{
    if (name != m_selectedModule) {
        m_selectedModule = name;
        Q_EMIT selectedModuleChanged();
    }
}

RunRequest Workspace::currentRequest() const
{
    RunRequest request;
    if (m_model) {
        request.modelName = m_model->name;
        request.job.model = m_model->folder.toStdString();
    }
    request.recipeName = m_recipe.name;
    request.job.recipePath = m_recipe.path.toStdString();
    request.job.recipeText = m_recipe.text.toStdString();
    request.job.threads = m_runLimits.threads;
    request.job.memoryGiB = m_runLimits.memoryGiB;
    request.job.calibration = m_data.calibration;
    request.job.evaluation = m_data.evaluation;
    return request;
}

} // namespace espalier::ui
