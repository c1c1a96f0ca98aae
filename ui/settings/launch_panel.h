#pragma once

#include <QWidget>

#include "ui/models/launch_profile.h"
#include "ui/theme/theme.h"
#include "ui/worker/launch_test.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace espalier::ui {

class IconLabel;

/// Where runs work: a choice of profiles, a form for the chosen one, and a test that starts a worker by it.
class LaunchPanel : public QWidget
{
    Q_OBJECT

public:
    /// @param runsFolder where runs lie: other computers have to see it too
    LaunchPanel(QSettings& settings, QString runsFolder, const Theme& theme, QWidget* parent = nullptr);

    const LaunchProfile& profile() const { return m_profiles.chosen(); } ///< the one shown
    const LaunchProfile& used() const; ///< the same, or this computer while it is incomplete
    QStringList texts() const;         ///< what the page is searched for

Q_SIGNALS:
    void profileChanged(const espalier::ui::LaunchProfile& profile);

private:
    void setupForm();
    void fillChoice();
    void showProfile();
    void edited();
    void addProfile();
    void removeProfile();
    void startTest();
    void showResult(const QString& problem, double seconds);
    QStringList testCommand() const;
    QString helpText() const;

    QSettings& m_settings;
    const QString m_runsFolder;
    const Theme& m_theme;
    LaunchProfiles m_profiles;
    LaunchTest m_test;
    QComboBox* m_choice;
    QPushButton* m_add;
    QPushButton* m_remove;
    QPushButton* m_testButton;
    QWidget* m_form;
    QFormLayout* m_rows;
    QLineEdit* m_name;
    QComboBox* m_kind;
    QLineEdit* m_target;
    QSpinBox* m_ranks;
    QLineEdit* m_program;
    QLabel* m_help;
    IconLabel* m_resultIcon;
    QLabel* m_result;
    bool m_filling = false;
};

} // namespace espalier::ui
