#pragma once

#include <vector>

#include <QDialog>
#include <QTimer>

#include "core/protocol/sweep_job.h"
#include "ui/models/workspace.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace espalier::ui {

/// Asks what a sweep tries and on how much text, and says beforehand what that takes.
class SweepDialog : public QDialog
{
    Q_OBJECT

public:
    /// @param last the sweep that was asked for before, to begin with; without levels: the usual ones
    SweepDialog(const Workspace& workspace, const protocol::SweepJob& last, QWidget* parent = nullptr);

    /// Of the current model, in no folder yet.
    protocol::SweepJob job() const;

private:
    QWidget* setupLevels(const std::vector<std::string>& chosen);
    QWidget* setupText();
    std::vector<std::string> chosenLevels() const; ///< as they were typed
    void follow();
    void estimate();

    const Workspace& m_workspace;
    std::vector<std::pair<std::string, QCheckBox*>> m_levels;
    QLineEdit* m_further;
    QLineEdit* m_data;
    QSpinBox* m_samples;
    QSpinBox* m_window;
    QSpinBox* m_windows;
    QLabel* m_estimate;
    QPushButton* m_accept;
    QTimer m_delay; ///< of the estimate, while something is typed
    int m_estimates = 0;
};

} // namespace espalier::ui
