#include "ui/models/demo.h"

#include <filesystem>

#include <QFileInfo>

#include "core/base/atomic_file.h"
#include "core/text/demo/demo_folder.h"
#include "ui/models/background.h"
#include "ui/models/workspace.h"

namespace espalier::ui {

namespace {

/// The demo's recipe, to be read off the GUI thread after the folder was written if need be.
Result<std::string> prepare(const std::filesystem::path& folder)
{
    if (!std::filesystem::exists(folder)) {
        std::error_code ignored; // writeDemo() says what cannot be written
        std::filesystem::create_directories(folder.parent_path(), ignored);
        const auto shipped = text::demo::shippedModel();
        if (!shipped) {
            return shipped.error();
        }
        if (auto written = text::demo::writeDemo(folder, *shipped); !written) {
            return written.error();
        }
    }
    return readTextFile(folder / "recipe.yaml");
}

} // namespace

QString demoFolder(const Workspace& workspace)
{
    return QFileInfo(workspace.runs().folder()).absolutePath() + QStringLiteral("/demo");
}

bool isDemoOpen(const Workspace& workspace)
{
    return workspace.model() && workspace.model()->folder == demoFolder(workspace) + QStringLiteral("/model");
}

QString demoQuestion()
{
    return QStringLiteral("What is 3 plus 4?"); // it knows English alone
}

void openDemo(Workspace& workspace, const std::function<void(const Error&)>& failed)
{
    const QString folder = demoFolder(workspace);
    runInBackground(
        &workspace, [path = std::filesystem::path(folder.toStdString())] { return prepare(path); },
        [&workspace, folder, failed](const Result<std::string>& recipe) {
            if (!recipe) {
                failed(recipe.error());
                return;
            }
            workspace.setRecipe({folder + QStringLiteral("/recipe.yaml"), Workspace::tr("Demo recipe"),
                                 QString::fromStdString(*recipe)});
            DataState texts;
            texts.calibration.files = {folder.toStdString() + "/calibration.txt"};
            texts.evaluation.files = {folder.toStdString() + "/evaluation.txt"};
            workspace.setData(texts);
            workspace.openModel(folder + QStringLiteral("/model"));
        });
}

} // namespace espalier::ui
