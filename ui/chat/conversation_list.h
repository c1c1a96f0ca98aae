#pragma once

#include <QListView>

#include "ui/models/conversation_model.h"

namespace espalier::ui {

/// The conversations at the left of the Chat page: title, and when it was last changed.
class ConversationList : public QListView
{
    Q_OBJECT

public:
    explicit ConversationList(ConversationModel& model, QWidget* parent = nullptr);

    void setCurrent(const QString& id); ///< no row if it is not listed

Q_SIGNALS:
    void chosen(const QString& id);
    void removeRequested(const QString& id);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    ConversationModel& m_model;
};

} // namespace espalier::ui
