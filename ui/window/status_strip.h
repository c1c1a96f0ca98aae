#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace espalier::ui {

class Run;
class Theme;
class Workspace;

/// The strip at the foot: what works now, how far it is, how long it still takes, and the memory of its worker.
/// Redrawn at most twice a second.
class StatusStrip : public QWidget
{
    Q_OBJECT

public:
    StatusStrip(Workspace& workspace, const Theme& theme, QWidget* parent = nullptr);

Q_SIGNALS:
    void cancelRequested(espalier::ui::Run* run);
    void runRequested(int number);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    void announce(const Run& run);

    Workspace& m_workspace;
    const Theme& m_theme;
    QToolButton* m_run;
    QLabel* m_stage;
    QProgressBar* m_progress;
    QLabel* m_remaining;
    QToolButton* m_cancel;
    QLabel* m_memory;
    QTimer m_timer;
    int m_announcedTenth = -1;
};

} // namespace espalier::ui
