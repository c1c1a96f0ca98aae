#pragma once

#include <functional>
#include <memory>

#include <QHash>
#include <QMainWindow>
#include <QSettings>
#include <QTimer>

#include "ui/models/notifications.h"
#include "ui/models/path_kind.h"
#include "ui/page.h"
#include "ui/window/command_palette.h"
#include "ui/worker/run_controller.h"

class QStackedWidget;

namespace espalier::ui {

class ActivityBar;
class ActivityButton;
class ChatEngine;
class DropOverlay;
class ExportItem;
class ExportPage;
class FirstRunGuide;
class HelpPage;
class MessageBar;
class SensitivityPage;
class SettingsPage;
class StatusStrip;
class TopBar;

/// The one window: owns the workspace and the runs, holds the pages and connects them.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    struct Options
    {
        QString runsFolder;
        QStringList workerCommand;                               ///< see WorkerClient
        std::function<std::unique_ptr<ChatEngine>()> chatEngine; ///< of the Chat page; empty: a SessionEngine
    };

    MainWindow(Theme& theme, QSettings& settings, const Options& options, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Models, recipes and data, each where it belongs.
    void openPaths(const QStringList& paths);
    /// Brings up what the link names and remembers the place for Back.
    void open(const Link& link);
    /// What was open when the app last ended, then `paths`. The first start opens the demo unless there are paths.
    void restore(const QStringList& paths = {});

    Workspace& workspace() { return m_workspace; }
    Notifications& notifications() { return m_notifications; }
    RunController& controller() { return m_controller; }
    Page* page(const QString& id) const;
    Page* currentPage() const;

Q_SIGNALS:
    /// Everything has to be made again, in another language; what is open is stored and nothing works.
    void restartRequested();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void setupPages(const PageContext& context, const Options& options);
    QKeySequence keyOf(const Page* page) const; ///< that brings it up
    void setupLayout();
    void setupActions();
    void connectWorkspace();
    void connectNotifications();
    void notifyOfRun(const Run& run);
    void notifyOfExport(const ExportItem& item);
    /// @param id names it in the settings
    QAction* addShortcut(const QString& id, const QString& text, const QList<QKeySequence>& keys,
                         const std::function<void()>& run);

    void setCurrentPage(int index);
    void remember(); ///< the current place, before it is left
    void step(QList<Link>& from, QList<Link>& to);
    void updateHistoryButtons();
    void focusRegion(int direction);
    void openByDialog();
    void openModelByDialog();
    void openGgufByDialog();
    void openData(const QStringList& files);
    void stop();              ///< what the page does, else the run
    void askToStop(Run* run); ///< a key is hit easily; the buttons stop at once
    void cancelRun(Run* run);
    void showProblem(const Error& error);
    bool isWorking() const; ///< on a run, a sweep or an export
    void useLanguage();
    void askToClose();
    QString draftPath() const;
    void storeDraft(); ///< the recipe as it stands: it is not lost when it was not saved
    bool restoreDraft();
    void restoreDocuments(bool demo);
    void save();

    QList<PaletteItem> paletteItems(char prefix);
    QList<PaletteItem> modulePaletteItems();
    QList<PaletteItem> linePaletteItems();
    QList<PaletteItem> helpPaletteItems();
    PaletteItem paletteItemOf(QAction* action) const;

    Theme& m_theme;
    QSettings& m_settings;
    Workspace m_workspace;
    RunController m_controller;
    Notifications m_notifications;
    QList<Page*> m_pages;
    ExportPage* m_exportPage = nullptr;
    SensitivityPage* m_sensitivityPage = nullptr;
    SettingsPage* m_settingsPage = nullptr; ///< the last two of them
    HelpPage* m_helpPage = nullptr;
    QHash<QString, ActivityButton*> m_buttons;
    ActivityBar* m_activityBar;
    TopBar* m_topBar;
    MessageBar* m_messages;
    MessageBar* m_captions; ///< of the guide
    QStackedWidget* m_stack;
    StatusStrip* m_strip;
    CommandPalette* m_palette = nullptr;
    DropOverlay* m_overlay = nullptr;
    QList<QAction*> m_commands;
    QList<Link> m_backLinks;
    QList<Link> m_forwardLinks;
    QString m_pendingModule; ///< to be selected once the model that is being opened is there
    std::unique_ptr<FirstRunGuide> m_guide;
    QTimer m_draftTimer;
    bool m_draftFailed = false;
    bool m_closing = false; ///< although a run works: it was asked
};

} // namespace espalier::ui
