#pragma once

#include <QWidget>

#include "ui/models/delta_table.h"
#include "ui/theme/theme.h"

class QCheckBox;
class QComboBox;
class QTableView;

namespace espalier::ui {

/// The table of figures and settings, with what it is compared to.
class DeltaView : public QWidget
{
    Q_OBJECT

public:
    DeltaView(const Theme& theme, const Comparison& comparison, QWidget* parent = nullptr);

    void refresh(); ///< reads the comparison anew
    DeltaTable& table() { return *m_table; }
    QTableView* view() const { return m_view; }
    void saveAs(); ///< to a CSV file that the reader chooses

private:
    void fitColumns();

    DeltaTable* m_table;
    QComboBox* m_reference;
    QCheckBox* m_onlyDifferences;
    QTableView* m_view;
};

} // namespace espalier::ui
