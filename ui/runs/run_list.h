#pragma once

#include <QListView>

#include "ui/models/runs_model.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// What waits or works, then the history.
class RunListModel : public RunsModel
{
    Q_OBJECT

public:
    enum Role { NumberRole = Qt::UserRole, SubtitleRole, StateRole, StateTextRole };

    RunListModel(RunHistory& history, const Theme& theme, QObject* parent = nullptr);

    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override; ///< the run's link

private:
    QIcon iconOf(const Run& run) const;

    RunHistory& m_history;
    const Theme& m_theme;
};

/// The list at the left of the Runs page.
class RunList : public QListView
{
    Q_OBJECT

public:
    RunList(RunHistory& history, const Theme& theme, QWidget* parent = nullptr);

    void setCurrentRun(Run* run);

Q_SIGNALS:
    void runSelected(Run* run);
    void removeRequested(Run* run);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    RunListModel* m_model;
};

} // namespace espalier::ui
