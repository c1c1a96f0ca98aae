#pragma once

#include <QAbstractListModel>

#include "ui/models/conversation.h"

namespace espalier::ui {

/// The list of conversations, the last changed first.
class ConversationModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole, ChangedTextRole };

    using QAbstractListModel::QAbstractListModel;

    void setHeaders(const QList<ConversationHeader>& headers);
    void put(const ConversationHeader& header); ///< a new one, or a change: it becomes the first row
    void remove(const QString& id);

    QString idAt(int row) const { return m_headers[row].id; }
    int rowOf(const QString& id) const; ///< -1 if it is not listed

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<ConversationHeader> m_headers;
};

} // namespace espalier::ui
