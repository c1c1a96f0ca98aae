#include "ui/models/notifications.h"

#include <algorithm>

#include <QLocale>

namespace espalier::ui {

void Notifications::add(const Notification& notification)
{
    if (m_all.size() == kKept) {
        beginRemoveRows({}, kKept - 1, kKept - 1);
        m_all.removeLast();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_all.prepend(notification);
    endInsertRows();
    m_unread = std::min(m_unread + 1, kKept);
    Q_EMIT unreadChanged();
}

void Notifications::clear()
{
    beginResetModel();
    m_all.clear();
    endResetModel();
    markRead();
}

void Notifications::markRead()
{
    if (m_unread > 0) {
        m_unread = 0;
        Q_EMIT unreadChanged();
    }
}

int Notifications::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_all.size());
}

QVariant Notifications::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Notification& each = m_all[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return each.text;
    case KindRole:
        return int(each.kind);
    case TimeRole:
        return each.time.date() == QDate::currentDate() ? QLocale().toString(each.time.time(), QLocale::ShortFormat)
                                                        : QLocale().toString(each.time, QLocale::ShortFormat);
    default:
        return {};
    }
}

} // namespace espalier::ui
