#pragma once

#include <QAbstractListModel>

#include "ui/models/run_history.h"

namespace espalier::ui {

/// The history's runs, newest first, one a row; a row is told anew when its run changes. What a row shows is for those
/// that derive from it.
class RunsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit RunsModel(RunHistory& history, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    Run* runAt(const QModelIndex& index) const; ///< nullptr for none
    QModelIndex indexOf(const Run* run) const;

protected:
    void toldAnew(); ///< all rows

private:
    QList<Run*> m_runs;
};

} // namespace espalier::ui
