#include "ui/models/conversation_model.h"

#include <algorithm>

#include <QLocale>

namespace espalier::ui {

namespace {

/// The time of today, the day of others.
QString changedText(const QDateTime& changed)
{
    const QDateTime local = changed.toLocalTime();
    const QLocale locale;
    return local.date() == QDate::currentDate() ? locale.toString(local.time(), QLocale::ShortFormat)
                                                : locale.toString(local.date(), QLocale::ShortFormat);
}

} // namespace

void ConversationModel::setHeaders(const QList<ConversationHeader>& headers)
{
    beginResetModel();
    m_headers = headers;
    endResetModel();
}

void ConversationModel::put(const ConversationHeader& header)
{
    const int row = rowOf(header.id);
    if (row < 0) {
        beginInsertRows({}, 0, 0);
        m_headers.prepend(header);
        endInsertRows();
        return;
    }
    if (row > 0) {
        beginMoveRows({}, row, row, {}, 0);
        m_headers.move(row, 0);
        endMoveRows();
    }
    if (m_headers.first() != header) {
        m_headers.first() = header;
        Q_EMIT dataChanged(index(0), index(0));
    }
}

void ConversationModel::remove(const QString& id)
{
    if (const int row = rowOf(id); row >= 0) {
        beginRemoveRows({}, row, row);
        m_headers.removeAt(row);
        endRemoveRows();
    }
}

int ConversationModel::rowOf(const QString& id) const
{
    const auto found = std::ranges::find(m_headers, id, &ConversationHeader::id);
    return found == m_headers.end() ? -1 : int(found - m_headers.begin());
}

int ConversationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_headers.size());
}

QVariant ConversationModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const ConversationHeader& header = m_headers[index.row()];
    const QString title = header.title.isEmpty() ? tr("Untitled") : header.title;
    switch (role) {
    case Qt::DisplayRole:
        return title;
    case Qt::ToolTipRole:
        return title;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(title, changedText(header.changed));
    case IdRole:
        return header.id;
    case ChangedTextRole:
        return changedText(header.changed);
    default:
        return {};
    }
}

} // namespace espalier::ui
