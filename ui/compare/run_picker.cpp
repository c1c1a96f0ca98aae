#include "ui/compare/run_picker.h"

#include "ui/compare/method_mark.h"

namespace espalier::ui {

RunPickerModel::RunPickerModel(RunHistory& history, Comparison& comparison, const Theme& theme, QObject* parent)
    : RunsModel(history, parent), m_comparison(comparison), m_theme(theme)
{
    connect(&comparison, &Comparison::changed, this, &RunPickerModel::toldAnew);
    connect(&theme, &Theme::changed, this, &RunPickerModel::toldAnew);
}

Qt::ItemFlags RunPickerModel::flags(const QModelIndex& index) const
{
    return RunsModel::flags(index) | Qt::ItemIsUserCheckable;
}

QVariant RunPickerModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Run& run = *runAt(index);
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
    m_comparison.setTicked(runAt(index), value.toInt() == Qt::Checked);
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
