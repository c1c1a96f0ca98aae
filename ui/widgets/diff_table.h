#pragma once

#include <vector>

#include <QTableWidget>

#include "ui/models/recipe_diff.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// Two texts side by side, a row for each line; what differs is tinted and has a sign.
class DiffTable : public QTableWidget
{
    Q_OBJECT

public:
    explicit DiffTable(const Theme& theme, QWidget* parent = nullptr);

    void setRows(const std::vector<DiffRow>& rows);

private:
    void fill();
    void paintRow(int row, const DiffRow& diff);

    const Theme& m_theme;
    std::vector<DiffRow> m_rows;
};

} // namespace espalier::ui
