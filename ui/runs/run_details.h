#pragma once

#include <QTabWidget>

#include "ui/models/run_figures.h"
#include "ui/models/run_history.h"
#include "ui/theme/theme.h"

class QListWidget;

namespace espalier::ui {

class LogView;
class ModuleTable;
class NotesEditor;
class ResultCard;

/// The tabs below a run's charts: events, log, modules, before and after, notes.
class RunDetails : public QTabWidget
{
    Q_OBJECT

public:
    RunDetails(RunHistory& history, const Theme& theme, QWidget* parent = nullptr);

    /// @param figures of the run; live until the next call
    void setRun(Run* run, const RunFigures* figures);
    /// Takes what came since into the lists; called by the page at most ten times a second.
    void update();
    void showResult();
    void showLogAt(double seconds);
    void selectModule(const QString& module);
    void editName();
    QWidget* logFilter() const; ///< where the log is shown, else nullptr

Q_SIGNALS:
    void moduleActivated(const QString& module);

private:
    void takeMarkers();

    const Theme& m_theme;
    Run* m_run = nullptr;
    const RunFigures* m_figures = nullptr;
    int m_markersShown = 0;
    QListWidget* m_events;
    LogView* m_log;
    ModuleTable* m_modules;
    ResultCard* m_result;
    NotesEditor* m_notes;
};

} // namespace espalier::ui
