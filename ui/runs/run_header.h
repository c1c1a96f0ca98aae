#pragma once

#include <QWidget>

#include "ui/models/run.h"
#include "ui/theme/theme.h"

class QAction;
class QLabel;
class QProgressBar;

namespace espalier::ui {

/// The strip above a run's charts: what it is, how far it is, what is left, and its buttons.
class RunHeader : public QWidget
{
    Q_OBJECT

public:
    /// @param chat the primary one
    RunHeader(QAction* cancel, QAction* chat, QAction* openResult, QAction* showFolder, QWidget* parent = nullptr);

    /// @param stage the stage in work, empty if none
    void showRun(const Run* run, const QString& stage);

private:
    QString progressText(const Run& run, const QString& stage) const;

    QLabel* m_title;
    QLabel* m_subtitle;
    QLabel* m_progressText;
    QProgressBar* m_bar;
};

} // namespace espalier::ui
