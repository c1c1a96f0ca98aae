#pragma once

#include <QWidget>

#include "ui/models/workspace.h"

class QLineEdit;
class QSpinBox;
class QSettings;
class QFormLayout;

namespace espalier::ui {

/// What a run is calibrated with and judged by: files, text columns, samples, window, seed.
class DataForm : public QWidget
{
    Q_OBJECT

public:
    DataForm(Workspace& workspace, QSettings& settings, QWidget* parent = nullptr);

    /// Samples, window length and seed into a request; the files are in the workspace.
    void fill(protocol::CompressJob& job) const;
    /// Marks the calibration field as needed.
    void setCalibrationNeeded(bool needed);
    /// As if they had been typed. @param window 0: automatic; @param evaluate false takes the evaluation text out
    void setSamples(int samples, int window, bool evaluate);

Q_SIGNALS:
    void edited(); ///< samples, window or seed; texts are told by the workspace

private:
    QWidget* fileRow(QLineEdit* edit, const QString& title);
    void showData();
    void storeData();

    Workspace& m_workspace;
    QSettings& m_settings;
    QLineEdit* m_calibration;
    QLineEdit* m_evaluation;
    QLineEdit* m_columns;
    QSpinBox* m_samples;
    QSpinBox* m_window;
    QSpinBox* m_seed;
};

} // namespace espalier::ui
