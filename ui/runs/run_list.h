#pragma once

#include <QListView>
#include <QSortFilterProxyModel>

#include "ui/models/run_filter.h"
#include "ui/models/runs_model.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

class RunController;

/// Every run of the history as a row.
class RunListModel : public RunsModel
{
    Q_OBJECT

public:
    enum Role { NumberRole = Qt::UserRole, SubtitleRole, StateRole, StateTextRole, SectionRole };

    RunListModel(RunHistory& history, const Theme& theme, QObject* parent = nullptr);

    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override; ///< the run's link

private:
    QIcon iconOf(const Run& run) const;

    const Theme& m_theme;
};

/// Those that the filter lets through: the queue in its order, then what is pinned, then the history as asked.
class RunListProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    RunListProxy(RunHistory& history, RunController& controller, const Theme& theme, QObject* parent = nullptr);

    void setFilter(const RunFilter& filter);
    void setOrder(RunOrder order);
    Run* runAt(const QModelIndex& index) const; ///< nullptr for none
    QModelIndex indexOf(const Run* run) const;
    /// "Queue" above the first row of a section, else nothing.
    QString headingOf(const QModelIndex& index) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    int queuePlace(const Run& run) const; ///< -1: it works already

    RunListModel* m_runs;
    RunController& m_controller;
    RunFilter m_filter;
    RunOrder m_order = RunOrder::Newest;
};

/// The list at the left of the Runs page. What is asked of a run is for the page to do.
class RunList : public QListView
{
    Q_OBJECT

public:
    RunList(RunHistory& history, RunController& controller, const Theme& theme, QWidget* parent = nullptr);

    void setCurrentRun(Run* run);
    RunListProxy& runs() { return *m_proxy; }

Q_SIGNALS:
    void runSelected(Run* run);
    void removeRequested(Run* run);
    void renameRequested(Run* run);
    void pinRequested(Run* run);
    void reportRequested(Run* run);
    void cancelRequested(Run* run);
    void moveRequested(Run* run, int steps); ///< in the queue

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last) override;

private:
    RunListProxy* m_proxy;
    bool m_removing = false;
};

} // namespace espalier::ui
