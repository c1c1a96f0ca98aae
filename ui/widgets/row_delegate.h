#pragma once

#include <algorithm>

#include <QStyledItemDelegate>

namespace espalier::ui {

/// Rows of lists and trees are at least 24 high.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        constexpr int kRowHeight = 24;
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), std::max(size.height(), kRowHeight)};
    }
};

} // namespace espalier::ui
