#pragma once

#include <QAbstractListModel>
#include <QDateTime>

#include "ui/models/link.h"

namespace espalier::ui {

/// Something that happened while the user may have looked elsewhere.
struct Notification
{
    enum class Kind { Ok, Info, Warning, Error };

    Kind kind = Kind::Info;
    QString text; ///< a sentence
    Link link;    ///< what it is about; empty: nothing to be opened
    QDateTime time = QDateTime::currentDateTime();
};

/// The last notifications of this session, newest first. Rows give the text (DisplayRole), kind and time.
class Notifications : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int kKept = 50;
    enum Roles { KindRole = Qt::UserRole, TimeRole };

    using QAbstractListModel::QAbstractListModel;

    void add(const Notification& notification);
    void clear();
    const Notification& at(int row) const { return m_all[row]; }
    int unread() const { return m_unread; }
    void markRead();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void unreadChanged();

private:
    QList<Notification> m_all;
    int m_unread = 0;
};

} // namespace espalier::ui
