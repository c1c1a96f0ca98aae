#pragma once

#include <QWidget>

#include "ui/models/run.h"

class QComboBox;
class QHBoxLayout;

namespace espalier::ui {

/// Which two of the ticked runs stand side by side.
class RunPairBar : public QWidget
{
    Q_OBJECT

public:
    explicit RunPairBar(QWidget* parent = nullptr);

    /// Offers these runs and shows the pair; nothing is emitted.
    void setRuns(const std::vector<Run*>& runs, int first, int second);
    QHBoxLayout* row() const { return m_row; } ///< for what stands behind the two

Q_SIGNALS:
    void pairChosen(int first, int second); ///< numbers of runs

private:
    QComboBox* m_first;
    QComboBox* m_second;
    QHBoxLayout* m_row;
};

} // namespace espalier::ui
