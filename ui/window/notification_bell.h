#pragma once

#include <QFrame>
#include <QToolButton>

#include "ui/models/link.h"
#include "ui/theme/theme.h"

class QLabel;
class QListView;

namespace espalier::ui {

class Notifications;

/// The bell of the top bar: how many notifications are new, and a list of all of them that opens below it.
class NotificationBell : public QToolButton
{
    Q_OBJECT

public:
    NotificationBell(Notifications& notifications, const Theme& theme, QWidget* parent = nullptr);

    void openList();

Q_SIGNALS:
    void openRequested(const espalier::ui::Link& link);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void setupList();
    void updateCount();
    void choose(const QModelIndex& index);

    Notifications& m_notifications;
    const Theme& m_theme;
    QFrame* m_popup;
    QListView* m_list;
    QLabel* m_empty;
    QToolButton* m_clear;
};

} // namespace espalier::ui
