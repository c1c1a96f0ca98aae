#pragma once

#include <QList>

#include "ui/page.h"

class QLabel;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace espalier::ui {

class LaunchPanel;
class MachinePanel;
class SettingRow;

/// All settings on one page that can be searched; changes apply at once and each can be set back. Reads the stored
/// settings when it is made, so that they apply from the start.
class SettingsPage : public Page
{
    Q_OBJECT

public:
    explicit SettingsPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("settings"); }
    QString title() const override { return tr("Settings"); }
    QString iconName() const override { return QStringLiteral("settings"); }
    QList<QWidget*> regions() const override;
    QWidget* filterField() const override;
    QList<QAction*> commands() const override { return m_themes; }
    void setActive(bool active) override;

    /// The window's actions, whose keys can be changed here; those that were changed get them now.
    void setShortcuts(const QList<QAction*>& actions);

Q_SIGNALS:
    /// Windows that exist keep their language; empty: the desktop's.
    void languageChosen(const QString& code);

private:
    struct Section
    {
        QWidget* widget = nullptr;
        QList<SettingRow*> rows;
    };

    Section& addSection(const QString& title);
    SettingRow* addRow(Section& section, const QString& name, const QString& help, QWidget* control);
    void setupAppearance();
    void addLanguage(Section& section);
    void setupRuns();
    void setupLaunch();
    void setupModelFolders();
    void setupFiles();
    void setupMachine();
    void setupAbout();
    void applyRunDefaults();
    void measureFolders();
    void search(const QString& text);

    QLineEdit* m_search;
    QLabel* m_nothing;
    QScrollArea* m_scroll;
    QVBoxLayout* m_sections;
    QList<Section> m_all;
    QList<QAction*> m_themes;
    LaunchPanel* m_launch = nullptr;
    QWidget* m_launchSection = nullptr;
    MachinePanel* m_machine = nullptr;
    QWidget* m_machineSection = nullptr;
    QWidget* m_shortcuts = nullptr;
    QLabel* m_runsSize = nullptr;
};

} // namespace espalier::ui
