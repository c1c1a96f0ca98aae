#include <QFileDialog>
#include <QFileInfo>
#include <QStackedWidget>

#include "core/base/atomic_file.h"
#include "ui/models/recipe_file.h"
#include "ui/models/recipe_templates.h"
#include "ui/recipe/data_form.h"
#include "ui/recipe/lanes_view.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {

void RecipePage::setupActions()
{
    m_start = new QAction(tr("Start run"), this);
    connect(m_start, &QAction::triggered, this, &RecipePage::startRun);
    m_open = new QAction(tr("Open recipe..."), this);
    connect(m_open, &QAction::triggered, this, &RecipePage::openFile);
    m_save = new QAction(tr("Save"), this);
    m_save->setShortcut(QKeySequence::Save);
    m_save->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_save, &QAction::triggered, this, [this] { save(false); });
    m_saveAs = new QAction(tr("Save as..."), this);
    connect(m_saveAs, &QAction::triggered, this, [this] { save(true); });
    addAction(m_save);
    const auto stepAction = [this](const QString& text, const QList<QKeySequence>& keys, bool back) {
        auto* action = new QAction(text, this);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, back] { step(back); });
        addAction(action);
        return action;
    };
    m_undo = stepAction(tr("Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)}, true);
    m_redo = stepAction(tr("Redo"),
                        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)}, false);
    m_addStage = new QAction(tr("Add stage"), this);
    connect(m_addStage, &QAction::triggered, this, [this] {
        applyEdit([](const RecipeEditing& editing) {
            return editing.addStage(editing.freeStageName("stage"), recipe::RunType::OneShot);
        });
    });
}

void RecipePage::useTemplate(const QString& resource)
{
    const RecipeTemplate ready = readTemplate(resource);
    m_editor->replaceAll(ready.text);
    RecipeState state;
    state.name = ready.name;
    state.text = m_editor->text();
    workspace().setRecipe(state);
    analyse();
    m_body->setCurrentIndex(0);
    m_lanes->setFocus();
}

void RecipePage::openFile()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open recipe"), QFileInfo(workspace().recipe().path).path(),
                                     tr("Recipes (*.yaml *.yml *.json);;All files (*)"));
    if (path.isEmpty()) {
        return;
    }
    if (const Result<void> loaded = workspace().loadRecipe(path); !loaded) {
        m_message->showError(loaded.error());
    }
}

void RecipePage::save(bool askForName)
{
    RecipeState state = workspace().recipe();
    state.text = m_editor->text();
    if (askForName || state.path.isEmpty()) {
        const QString path = QFileDialog::getSaveFileName(
            this, tr("Save recipe"), state.path.isEmpty() ? QStringLiteral("recipe.yaml") : state.path,
            tr("Recipes (*.yaml)"));
        if (path.isEmpty()) {
            return;
        }
        state.path = path;
        state.name = QFileInfo(path).fileName();
    }
    if (const Result<void> written = writeFileAtomically(state.path.toStdString(), state.text.toStdString());
        !written) {
        m_message->showError(written.error());
        return;
    }
    m_editor->setModified(false);
    m_file->setFile(state.path, state.text); // this program has written it, no other one
    workspace().setRecipe(state);
}

void RecipePage::startRun()
{
    analyse(); // what is on the screen, not what was there before the last keystroke
    if (!m_start->isEnabled()) {
        return;
    }
    RunRequest request = workspace().currentRequest();
    if (!m_analysis->needsCalibration()) {
        request.job.calibration.files.clear();
    }
    m_data->fill(request.job);
    const Result<Run*> run = controller().start(request);
    if (!run) {
        m_message->showError(run.error());
        return;
    }
    Link link;
    link.page = QStringLiteral("runs");
    link.run = run.value()->number();
    Q_EMIT openRequested(link);
}

} // namespace espalier::ui
