#pragma once

#include <QAbstractButton>

#include "ui/models/plan_cells.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// One cell of the plan strip: its title over its figure.
class PlanCellButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit PlanCellButton(const Theme& theme, QWidget* parent = nullptr);

    /// @param stale the figure is of an earlier state of the recipe; @param why said in the tooltip then
    void setCell(const PlanCellText& cell, bool stale, const QString& why);
    const PlanCellText& cell() const { return m_text; }
    bool isStale() const { return m_stale; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& m_theme;
    PlanCellText m_text;
    bool m_stale = false;
};

} // namespace espalier::ui
