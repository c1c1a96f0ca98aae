// What the Runs page does to runs.
#include <algorithm>

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QMenu>

#include "ui/models/fork_sources.h"
#include "ui/models/format.h"
#include "ui/runs/fork_dialog.h"
#include "ui/runs/run_details.h"
#include "ui/runs/run_panel.h"
#include "ui/runs/run_report.h"
#include "ui/runs/runs_page.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {

void RunsPage::extendMenu(QMenu& menu, const ChartPoint& point)
{
    if (!point.module.isEmpty()) {
        menu.addAction(tr("Open in Explorer"), this, [this, module = point.module] { openModule(module); });
    }
    if (point.seconds >= 0.0) {
        menu.addAction(tr("Show in log"), this, [this, seconds = point.seconds] { m_details->showLogAt(seconds); });
    }
    if (point.layer >= 0) {
        QAction* fork = menu.addAction(tr("Fork from layer %1...").arg(point.layer), this,
                                       [this, layer = point.layer] { forkRun(layer); });
        fork->setEnabled(m_fork->isEnabled());
    }
}

void RunsPage::startRun(const RunRequest& request)
{
    if (auto started = controller().start(request); !started) {
        m_messages->showError(started.error());
    }
}

void RunsPage::forkRun(int layer)
{
    const RecipeState& recipe = workspace().recipe();
    RunRequest request = m_run->request();
    if (!recipe.text.isEmpty()) {
        request.recipeName = recipe.name;
        request.job.recipePath = recipe.path.toStdString();
        request.job.recipeText = recipe.text.toStdString();
    }
    ForkDialog dialog(m_run->title(), forkSources(*m_run), request.recipeName, this);
    if (layer >= 0) {
        dialog.setLayer(layer);
    }
    if (dialog.exec() != QDialog::Accepted) {
        return;
    }
    request.job.forkFrom = dialog.source().folder.toStdString();
    request.job.forkLayer = dialog.layer();
    startRun(request);
}

void RunsPage::askToRemove(Run* run)
{
    QStringList sentences = {
        tr("Delete %1? Its folder holds %2.").arg(run->fullTitle(), format::bytes(workspace().runs().bytesOf(*run)))};
    sentences << workspace().runs().usesOf(*run);
    m_messages->showMessage(MessageBar::Kind::Warning, sentences.join(u' '));
    const int number = run->number(); // it may be gone when the button is clicked
    m_messages->addAction(tr("Move to trash"), [this, number] {
        if (Run* found = workspace().runs().find(number)) {
            remove(found, true);
        }
    });
    m_messages->addAction(tr("Delete for good"), [this, number] {
        if (Run* found = workspace().runs().find(number)) {
            remove(found, false);
        }
    });
    m_messages->addAction(tr("Keep run"), [] {});
}

void RunsPage::remove(Run* run, bool toTrash)
{
    if (run->isActive() || run->state() == RunState::Waiting) { // it was resumed meanwhile
        return;
    }
    if (run == m_run) {
        const QList<Run*>& runs = workspace().runs().runs();
        const auto place = runs.indexOf(run);
        workspace().setCurrentRun(place > 0 ? runs[place - 1] : runs.size() > 1 ? runs[1] : nullptr);
    }
    const int number = run->number();
    const auto removed = toTrash ? workspace().runs().moveToTrash(run) : workspace().runs().remove(run);
    if (!removed) {
        m_messages->showError(removed.error());
        if (toTrash) {
            m_messages->addAction(tr("Delete for good"), [this, number] {
                if (Run* found = workspace().runs().find(number)) {
                    remove(found, false);
                }
            });
        }
    }
    followRun(workspace().currentRun());
}

void RunsPage::pinRun(Run* run)
{
    RunNotes notes = run->notes();
    notes.pinned = !notes.pinned;
    if (auto stored = workspace().runs().setNotes(run, notes); !stored) {
        m_messages->showError(stored.error());
    }
}

void RunsPage::renameRun(Run* run)
{
    workspace().setCurrentRun(run);
    m_details->editName();
}

void RunsPage::moveInQueue(Run* run, int steps)
{
    if (const auto place = controller().queue().indexOf(run); place >= 0) {
        controller().moveInQueue(run, int(place) + steps);
    }
}

void RunsPage::saveReport(Run* run)
{
    const QString proposed = QDir::home().filePath(QStringLiteral("espalier-run-%1.html").arg(run->number()));
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save report"), proposed, tr("Web page (*.html);;Document (*.pdf)"));
    if (file.isEmpty()) {
        return;
    }
    if (auto saved = RunReport(*run, theme()).save(file); !saved) {
        m_messages->showError(saved.error());
    } else {
        m_messages->showMessage(MessageBar::Kind::Ok, tr("The report of %1 is in %2.").arg(run->title(), file));
    }
}

} // namespace espalier::ui
