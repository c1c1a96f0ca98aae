#pragma once

#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace espalier::ui {

/// Draws a bar of the cell's share behind its number.
class BarDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// @param barRole role that gives 0..1, or nothing
    BarDelegate(const Theme& theme, int barRole, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    int m_barRole;
};

} // namespace espalier::ui
