#include "ui/models/runs_model.h"

#include <algorithm>

namespace espalier::ui {

RunsModel::RunsModel(RunHistory& history, QObject* parent) : QAbstractListModel(parent), m_runs(history.runs())
{
    std::reverse(m_runs.begin(), m_runs.end());
    connect(&history, &RunHistory::added, this, [this](Run* run) {
        const auto place = std::find_if(m_runs.begin(), m_runs.end(),
                                        [run](const Run* other) { return other->number() < run->number(); });
        const int row = int(place - m_runs.begin());
        beginInsertRows({}, row, row);
        m_runs.insert(row, run);
        endInsertRows();
    });
    connect(&history, &RunHistory::aboutToRemove, this, [this](Run* run) {
        const int row = int(m_runs.indexOf(run));
        beginRemoveRows({}, row, row);
        m_runs.removeAt(row);
        endRemoveRows();
    });
    connect(&history, &RunHistory::changed, this, [this](Run* run) {
        const QModelIndex place = indexOf(run);
        Q_EMIT dataChanged(place, place);
    });
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

Run* RunsModel::runAt(const QModelIndex& index) const
{
    return index.isValid() ? m_runs[index.row()] : nullptr;
}

QModelIndex RunsModel::indexOf(const Run* run) const
{
    const auto row = m_runs.indexOf(run);
    return row < 0 ? QModelIndex() : index(int(row));
}

void RunsModel::toldAnew()
{
    if (!m_runs.isEmpty()) {
        Q_EMIT dataChanged(index(0), index(int(m_runs.size()) - 1));
    }
}

} // namespace espalier::ui
