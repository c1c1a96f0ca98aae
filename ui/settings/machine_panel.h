#pragma once

#include <QWidget>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "ui/models/machine.h"
#include "ui/theme/theme.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace espalier::ui {

/// What this machine is, and which formats of weights pay on it, measured when asked.
class MachinePanel : public QWidget
{
    Q_OBJECT

public:
    explicit MachinePanel(const Theme& theme, QWidget* parent = nullptr);
    ~MachinePanel() override; ///< stops a measurement

    void showSpeed(const MachineSpeed& speed);
    QStringList texts() const; ///< to be searched for

Q_SIGNALS:
    void measured(const espalier::ui::MachineSpeed& speed);

private:
    void measure();
    void finish(const Result<MachineSpeed>& speed);

    QLabel* m_facts;
    QLabel* m_result;
    QPushButton* m_measure;
    QProgressBar* m_progress;
    QTreeWidget* m_formats;
    CancelToken m_cancel;
    bool m_isMeasuring = false;
};

} // namespace espalier::ui
