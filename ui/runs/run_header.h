#pragma once

#include <QWidget>

#include "ui/models/run.h"
#include "ui/models/run_figures.h"
#include "ui/theme/theme.h"

class QAction;
class QComboBox;
class QLabel;
class QProgressBar;

namespace espalier::ui {

/// The strip above a run's charts: what it is, how far it is, what is left, and its buttons.
class RunHeader : public QWidget
{
    Q_OBJECT

public:
    /// @param actions as buttons, from left to right
    /// @param primary at their right
    /// @param more in a menu after them
    RunHeader(const QList<QAction*>& actions, const QList<QAction*>& primary, const QList<QAction*>& more,
              QWidget* parent = nullptr);

    void showRun(const Run* run, const RunFigures& figures);
    QString chosenStage() const; ///< whose figures are shown by layer; empty: of all

Q_SIGNALS:
    void stageChosen();

private:
    QString progressText(const Run& run, const RunFigures& figures) const;
    void showStages(const RunFigures& figures);

    QLabel* m_title;
    QLabel* m_subtitle;
    QLabel* m_progressText;
    QComboBox* m_stages; ///< of runs with more than one
    QProgressBar* m_bar;
};

} // namespace espalier::ui
