#include "ui/widgets/bar_delegate.h"

#include <QPainter>

namespace espalier::ui {

namespace {
constexpr int kRowHeight = 24;
}

BarDelegate::BarDelegate(const Theme& theme, int barRole, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme), m_barRole(barRole)
{
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QVariant share = index.data(m_barRole);
    if (share.isValid() && !(option.state & QStyle::State_Selected)) {
        const Colors& colors = m_theme.colors();
        QRect bar = option.rect.adjusted(4, 4, -4, -4);
        const int width = std::max(1, qRound(bar.width() * std::clamp(share.toDouble(), 0.0, 1.0)));
        bar.setLeft(bar.right() - width + 1); // numbers stand at the right: the bar grows from there
        painter->fillRect(bar, mix(colors.base, colors.accent, 0.22));
    }
    QStyledItemDelegate::paint(painter, option, index);
}

QSize BarDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), kRowHeight));
    return size;
}

} // namespace espalier::ui
