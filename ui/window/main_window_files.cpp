// Opening, dropping, storing: the part of the main window that has to do with files.
#include <QCloseEvent>
#include <QCursor>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "ui/export/export_page.h"
#include "ui/models/demo.h"
#include "ui/models/path_kind.h"
#include "ui/sensitivity/sensitivity_page.h"
#include "ui/widgets/drop_overlay.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/main_window.h"

namespace espalier::ui {

namespace {

constexpr std::size_t kDraftLimitBytes = 4 << 20;

QStringList pathsOf(const QMimeData* dropped)
{
    QStringList paths;
    for (const QUrl& url : dropped->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

} // namespace

void MainWindow::openPaths(const QStringList& paths)
{
    QStringList dataFiles;
    for (const QString& path : paths) {
        Link link;
        switch (kindOfPath(path)) {
        case PathKind::Model:
            link.model = modelFolderOf(path);
            open(link);
            break;
        case PathKind::Recipe:
            link.recipe = QFileInfo(path).absoluteFilePath();
            open(link);
            break;
        case PathKind::Data:
            dataFiles << QFileInfo(path).absoluteFilePath();
            break;
        case PathKind::Unknown:
            showProblem(
                {"open.unknown",
                 "This is no model, recipe or text file. A model is a GGUF file, or a folder with config.json and "
                 "safetensors files.",
                 path.toStdString()});
            break;
        }
    }
    if (!dataFiles.isEmpty()) {
        openData(dataFiles);
    }
}

void MainWindow::openData(const QStringList& files)
{
    const QString names =
        files.size() == 1 ? QFileInfo(files.first()).fileName() : tr("%n files", nullptr, int(files.size()));
    m_messages->showMessage(MessageBar::Kind::Info, tr("Use %1 as what?").arg(names));
    const auto use = [this, files](protocol::TextSource DataState::*part) {
        DataState state = m_workspace.data();
        (state.*part).files.clear();
        for (const QString& file : files) {
            (state.*part).files.push_back(file.toStdString());
        }
        m_workspace.setData(state);
        Link link;
        link.page = QStringLiteral("recipe");
        open(link);
    };
    m_messages->addAction(tr("Calibration text"), [use] { use(&DataState::calibration); });
    m_messages->addAction(tr("Evaluation text"), [use] { use(&DataState::evaluation); });
}

void MainWindow::openByDialog()
{
    QMenu menu;
    QAction* model = menu.addAction(tr("Model folder..."));
    QAction* gguf = menu.addAction(tr("GGUF file..."));
    QAction* file = menu.addAction(tr("Recipe or data file..."));
    QAction* chosen = menu.exec(mapToGlobal(QPoint(width() / 2 - 80, 48)));
    if (chosen == model) {
        openModelByDialog();
    } else if (chosen == gguf) {
        openGgufByDialog();
    } else if (chosen == file) {
        openPaths(QFileDialog::getOpenFileNames(this, tr("Open recipe or data"), {},
                                                tr("Recipes and text (*.yaml *.yml %1)").arg(dataFilePatterns())));
    }
}

void MainWindow::openModelByDialog()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open model folder"));
    if (!folder.isEmpty()) {
        openPaths({folder});
    }
}

void MainWindow::openGgufByDialog()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Open GGUF file"), {}, tr("GGUF models (*.gguf)"));
    if (!file.isEmpty()) {
        openPaths({file});
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->source()) {
        return; // one of our own, for a page or another program; its data may not be there yet
    }
    const QStringList paths = pathsOf(event->mimeData());
    if (paths.isEmpty()) {
        return;
    }
    const QString name = QFileInfo(paths.first()).fileName();
    event->acceptProposedAction();
    switch (kindOfPath(paths.first())) {
    case PathKind::Model:
        m_overlay->showFor(tr("Open %1 as the current model").arg(name), true);
        break;
    case PathKind::Recipe:
        m_overlay->showFor(tr("Open %1 on the Recipe page").arg(name), true);
        break;
    case PathKind::Data:
        m_overlay->showFor(tr("Use %1 as calibration or evaluation text").arg(name), true);
        break;
    case PathKind::Unknown:
        m_overlay->showFor(tr("%1 is no model, recipe or text file").arg(name), false);
        break;
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*)
{
    m_overlay->hide();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    m_overlay->hide();
    event->acceptProposedAction();
    openPaths(pathsOf(event->mimeData()));
}

void MainWindow::restore(const QStringList& paths)
{
    restoreGeometry(m_settings.value(QStringLiteral("geometry")).toByteArray());
    m_workspace.setRecentModels(m_settings.value(QStringLiteral("recentModels")).toStringList());
    m_workspace.runs().load();
    if (const auto& runs = m_workspace.runs().runs(); !runs.isEmpty()) {
        m_workspace.setCurrentRun(runs.last());
    }
    restoreDocuments(paths.isEmpty());
    if (const auto link = Link::fromString(m_settings.value(QStringLiteral("place")).toString())) {
        if (Page* last = page(link->targetPage())) {
            setCurrentPage(int(m_pages.indexOf(last)));
        }
    }
    openPaths(paths);
}

void MainWindow::restoreDocuments(bool demo)
{
    if (!m_settings.contains(QStringLiteral("model"))) { // the first start, or the first one that was not cut off
        if (!restoreDraft() && demo) {
            openDemo(m_workspace, [this](const Error& error) { showProblem(error); });
        }
        return;
    }
    const QString recipe = m_settings.value(QStringLiteral("recipe")).toString();
    if (!restoreDraft() && QFileInfo::exists(recipe)) {
        if (const auto loaded = m_workspace.loadRecipe(recipe); !loaded) {
            showProblem(loaded.error());
        }
    }
    DataState texts;
    for (const auto& [key, source] :
         {std::pair("calibration", &texts.calibration), std::pair("evaluation", &texts.evaluation)}) {
        for (const QString& file : m_settings.value(QLatin1String(key)).toStringList()) {
            source->files.push_back(file.toStdString());
        }
    }
    m_workspace.setData(texts);
    const QString model = m_settings.value(QStringLiteral("model")).toString();
    if (!model.isEmpty() && QFileInfo::exists(model)) {
        m_workspace.openModel(model);
    }
}

void MainWindow::save()
{
    m_settings.setValue(QStringLiteral("geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("recentModels"), m_workspace.recentModels());
    m_settings.setValue(QStringLiteral("model"), m_workspace.model() ? m_workspace.model()->folder : QString());
    m_settings.setValue(QStringLiteral("recipe"), m_workspace.recipe().path);
    for (const auto& [key, source] : {std::pair("calibration", &m_workspace.data().calibration),
                                      std::pair("evaluation", &m_workspace.data().evaluation)}) {
        QStringList files;
        for (const std::string& file : source->files) {
            files << QString::fromStdString(file);
        }
        m_settings.setValue(QLatin1String(key), files);
    }
    m_settings.setValue(QStringLiteral("place"), currentPage()->location().toString());
    m_settings.sync();
    storeDraft();
}

QString MainWindow::draftPath() const
{
    return QFileInfo(m_workspace.runs().folder()).absolutePath() + QStringLiteral("/recipe-draft.json");
}

void MainWindow::storeDraft()
{
    m_draftTimer.stop();
    const RecipeState& recipe = m_workspace.recipe();
    if (const auto stored = readTextFile(recipe.path.toStdString(), kDraftLimitBytes);
        recipe.text.isEmpty() || (stored && *stored == recipe.text.toStdString())) {
        QFile::remove(draftPath());
        return;
    }
    const nlohmann::json draft = {
        {"path", recipe.path.toStdString()}, {"name", recipe.name.toStdString()}, {"text", recipe.text.toStdString()}};
    const QString path = draftPath();
    QDir().mkpath(QFileInfo(path).absolutePath());
    // told once: a disk that is full would say so every second
    if (const auto written = writeFileAtomically(path.toStdString(), draft.dump()); !written && !m_draftFailed) {
        m_draftFailed = true;
        showProblem(written.error());
    } else if (written) {
        m_draftFailed = false;
    }
}

bool MainWindow::restoreDraft()
{
    QFile file(draftPath());
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    const auto draft = nlohmann::json::parse(file.readAll().toStdString(), nullptr, false);
    if (!draft.is_object()) {
        return false;
    }
    const auto text = [&draft](const char* key) {
        const auto found = draft.find(key);
        return found != draft.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                          : QString();
    };
    if (text("text").isEmpty()) {
        return false;
    }
    m_workspace.setRecipe({text("path"), text("name"), text("text")});
    return true;
}

void MainWindow::askToClose()
{
    const Run* run = m_workspace.runs().active();
    m_messages->showMessage(MessageBar::Kind::Warning,
                            run ? tr("%1 is working. Closing stops it; finished layers are kept and Resume goes on "
                                     "after them.")
                                      .arg(run->title())
                            : m_sensitivityPage->sweeps().working()
                                ? tr("A sweep is working. Closing stops it; measured cells are kept and Resume goes on "
                                     "after them.")
                                : tr("An export is being made. Closing stops it; nothing of it is kept."));
    m_messages->addAction(tr("Stop and close"), [this] {
        m_closing = true;
        close();
    });
    m_messages->addAction(tr("Keep working"), [] {});
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    save();
    if (isWorking() && !m_closing) {
        event->ignore();
        askToClose();
        return;
    }
    event->accept();
}

} // namespace espalier::ui
