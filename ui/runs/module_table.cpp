#include "ui/runs/module_table.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>

#include "ui/models/format.h"

namespace espalier::ui {

void ModuleTableModel::setFigures(const RunFigures* figures)
{
    beginResetModel();
    m_figures = figures;
    m_rows = figures == nullptr ? 0 : int(figures->modules().size());
    endResetModel();
}

void ModuleTableModel::update()
{
    const int rows = m_figures == nullptr ? 0 : int(m_figures->modules().size());
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    }
}

int ModuleTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int ModuleTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ModuleTableModel::textOf(const RunFigures::ModuleRow& row, int column) const
{
    switch (column) {
    case Module:
        return row.module;
    case Stage:
        return row.stage;
    case Modifier:
        return row.modifier;
    case Error:
        return format::significant(row.relativeError);
    case DenseError:
        return format::significant(row.denseError);
    case SignalToNoise:
        return row.signalToNoiseDb ? tr("%1 dB").arg(format::significant(row.signalToNoiseDb)) : format::unknown();
    case Sparsity:
        return format::percent(row.sparsity);
    case Damping:
        return format::significant(row.dampening);
    case Seconds:
        return format::duration(row.seconds);
    default:
        return row.note;
    }
}

QVariant ModuleTableModel::sortKeyOf(const RunFigures::ModuleRow& row, int column) const
{
    switch (column) {
    case Error:
        return row.relativeError.value_or(-1.0);
    case DenseError:
        return row.denseError.value_or(-1.0);
    case SignalToNoise:
        return row.signalToNoiseDb.value_or(-1.0);
    case Sparsity:
        return row.sparsity;
    case Damping:
        return row.dampening.value_or(-1.0);
    case Seconds:
        return row.seconds;
    default:
        return textOf(row, column);
    }
}

QVariant ModuleTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const RunFigures::ModuleRow& row = m_figures->modules()[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return textOf(row, index.column());
    case kSortRole:
        return sortKeyOf(row, index.column());
    case Qt::TextAlignmentRole: {
        const bool text =
            index.column() == Module || index.column() == Stage || index.column() == Modifier || index.column() == Note;
        return int((text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    default:
        return {};
    }
}

QVariant ModuleTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Module:
        return tr("Module");
    case Stage:
        return tr("Stage");
    case Modifier:
        return tr("Modifier");
    case Error:
        return tr("Relative error");
    case DenseError:
        return tr("Error to dense");
    case SignalToNoise:
        return tr("Signal to noise");
    case Sparsity:
        return tr("Sparsity");
    case Damping:
        return tr("Damping");
    case Seconds:
        return tr("Time");
    default:
        return tr("Note");
    }
}

ModuleTable::ModuleTable(QWidget* parent) : QTableView(parent), m_model(new ModuleTableModel(this))
{
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(ModuleTableModel::kSortRole);
    setModel(sorted);
    setSortingEnabled(true);
    sorted->sort(-1); // in the order of the run until a header is clicked
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultSectionSize(96);
    setColumnWidth(ModuleTableModel::Module, 250);
    setColumnWidth(ModuleTableModel::Modifier, 170);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(24);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    setTabKeyNavigation(false);
    setAccessibleName(tr("Module results"));
    connect(this, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT moduleActivated(index.siblingAtColumn(ModuleTableModel::Module).data().toString());
    });
}

void ModuleTable::selectModule(const QString& module)
{
    const QAbstractItemModel* rows = model();
    const QModelIndexList found =
        rows->match(rows->index(0, ModuleTableModel::Module), Qt::DisplayRole, module, 1, Qt::MatchExactly);
    if (!found.isEmpty()) {
        setCurrentIndex(found.first());
        scrollTo(found.first());
    }
}

} // namespace espalier::ui
