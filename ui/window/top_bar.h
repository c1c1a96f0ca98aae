#pragma once

#include <QWidget>

class QMenu;
class QPushButton;
class QToolButton;

namespace espalier::ui {

class NotificationBell;
class Notifications;
class Theme;
class Workspace;

/// Back and forward, the switchers of model and run, the search field that opens the palette, and the bell.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    TopBar(Workspace& workspace, Notifications& notifications, const Theme& theme, QWidget* parent = nullptr);

    QToolButton* backButton() const { return m_back; }
    QToolButton* forwardButton() const { return m_forward; }
    NotificationBell* bell() const { return m_bell; }

Q_SIGNALS:
    void openModelRequested(); ///< by a dialog
    void openGgufRequested();  ///< by a dialog
    void recentModelRequested(const QString& folder);
    void runRequested(int number);
    void searchRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* makeSwitcher(const QString& iconName, QMenu* menu, const QString& name);
    void fillModelMenu();
    void fillRunMenu();
    void updateModel();
    void updateRun();

    Workspace& m_workspace;
    const Theme& m_theme;
    QToolButton* m_back;
    QToolButton* m_forward;
    QMenu* m_modelMenu;
    QMenu* m_runMenu;
    QToolButton* m_model;
    QToolButton* m_run;
    QPushButton* m_search;
    NotificationBell* m_bell;
};

} // namespace espalier::ui
