#include <algorithm>
#include <utility>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QSettings>
#include <QStandardPaths>

#include "ui/models/language.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

using namespace espalier::ui;

namespace {

constexpr int kAgain = 1000; // the exit code that makes the window again, in the language of the settings

QString stored(const QSettings& settings, const char* key)
{
    return settings.value(QLatin1String(key)).toString();
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Espalier"));
    QApplication::setApplicationName(QStringLiteral("espalier"));
    QApplication::setApplicationDisplayName(QStringLiteral("Espalier"));
    QApplication::setApplicationVersion(QStringLiteral(ESPALIER_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("espalier")); // Wayland finds name and icon of a window by it
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/app/espalier.svg")));

    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("Espalier"),
                       QStringLiteral("espalier"));
    setLanguage(stored(settings, "language")); // the parser below speaks too

    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "Makes large language models smaller."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QApplication::translate("main", "Model folders, recipes, data."),
                                 QStringLiteral("[files...]"));
    parser.process(application);

    Theme theme(application);
    const int mode = settings.value(QStringLiteral("theme")).toInt(); // System where it is absent
    theme.setMode(Theme::Mode(std::clamp(mode, int(Theme::Mode::System), int(Theme::Mode::Dark))));

    MainWindow::Options options;
    options.runsFolder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/runs");
    QStringList files = parser.positionalArguments();
    int code = kAgain;
    while (code == kAgain) {
        setLanguage(stored(settings, "language"));
        MainWindow window(theme, settings, options);
        QObject::connect(&window, &MainWindow::restartRequested, &application, [] { QApplication::exit(kAgain); });
        window.restore(std::exchange(files, {}));
        window.show();
        code = QApplication::exec();
    }
    return code;
}
