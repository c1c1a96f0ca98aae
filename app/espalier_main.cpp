#include <algorithm>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QSettings>
#include <QStandardPaths>

#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

using namespace espalier::ui;

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Espalier"));
    QApplication::setApplicationName(QStringLiteral("espalier"));
    QApplication::setApplicationDisplayName(QStringLiteral("Espalier"));
    QApplication::setApplicationVersion(QStringLiteral(ESPALIER_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("espalier")); // Wayland finds name and icon of a window by it
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/app/espalier.svg")));

    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "Makes large language models smaller."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QApplication::translate("main", "Model folders, recipes, data."),
                                 QStringLiteral("[files...]"));
    parser.process(application);

    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("Espalier"),
                       QStringLiteral("espalier"));
    Theme theme(application);
    const int mode = settings.value(QStringLiteral("theme")).toInt(); // System where it is absent
    theme.setMode(Theme::Mode(std::clamp(mode, int(Theme::Mode::System), int(Theme::Mode::Dark))));

    MainWindow::Options options;
    options.runsFolder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/runs");
    MainWindow window(theme, settings, options);
    window.restore(parser.positionalArguments());
    window.show();
    return QApplication::exec();
}
