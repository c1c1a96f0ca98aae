#include "ui/compare/run_picker.h"

#include <algorithm>

#include "ui/compare/method_mark.h"

namespace espalier::ui {

RunPickerModel::RunPickerModel(RunHistory& history, Comparison& comparison, const Theme& theme, QObject* parent)
    : QAbstractListModel(parent), m_comparison(comparison), m_theme(theme), m_runs(history.runs())
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
        const QModelIndex place = index(int(m_runs.indexOf(run)));
        Q_EMIT dataChanged(place, place);
    });
    connect(&comparison, &Comparison::changed, this, &RunPickerModel::toldAnew);
    connect(&theme, &Theme::changed, this, &RunPickerModel::toldAnew);
}

void RunPickerModel::toldAnew()
{
    if (!m_runs.isEmpty()) {
        Q_EMIT dataChanged(index(0), index(int(m_runs.size()) - 1));
    }
}

int RunPickerModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

Qt::ItemFlags RunPickerModel::flags(const QModelIndex& index) const
{
    return QAbstractListModel::flags(index) | Qt::ItemIsUserCheckable;
}

QVariant RunPickerModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Run& run = *m_runs[index.row()];
    const RunRequest& request = run.request();
    const bool ticked = m_comparison.isTicked(&run);
    switch (role) {
    case Qt::DisplayRole: // the second line is what the run did, or that it does not yet
        return tr("%1\n%2").arg(run.title(), run.state() == RunState::Finished
                                                 ? request.recipeName
                                                 : tr("%1, %2").arg(stateText(run), request.recipeName));
    case Qt::CheckStateRole:
        return int(ticked ? Qt::Checked : Qt::Unchecked);
    case Qt::DecorationRole:
        if (const ComparedModel* model = ticked ? m_comparison.result(run.number()) : nullptr) {
            const QColor color = runColor(m_theme.colors(), m_comparison.slotOf(run.number()));
            return methodIcon(model->method, color, model->preliminary);
        }
        return methodIcon(MethodClass::Dense, Qt::transparent, true); // keeps the texts in line
    case Qt::ToolTipRole:
        return tr("%1: %2\n%3 · %4").arg(run.title(), stateText(run), request.modelName, request.recipeName);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3").arg(run.title(), stateText(run), request.recipeName);
    case NumberRole:
        return run.number();
    default:
        return {};
    }
}

bool RunPickerModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole) {
        return false;
    }
    m_comparison.setTicked(m_runs[index.row()], value.toInt() == Qt::Checked);
    return true;
}

RunPicker::RunPicker(RunHistory& history, Comparison& comparison, const Theme& theme, QWidget* parent)
    : QListView(parent)
{
    setModel(new RunPickerModel(history, comparison, theme, this));
    setFrameShape(QFrame::NoFrame);
    setSpacing(2);
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setResizeMode(QListView::Adjust);
    setAccessibleName(tr("Runs to compare"));
    setAccessibleDescription(tr("Space ticks a run, Enter opens it."));
    connect(this, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT runActivated(index.data(RunPickerModel::NumberRole).toInt()); });
}

} // namespace espalier::ui
