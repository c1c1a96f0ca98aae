#include "ui/models/module_tree_model.h"

#include <algorithm>
#include <array>

#include <QMimeData>

#include "ui/models/format.h"
#include "ui/models/link.h"

namespace espalier::ui {

namespace {

std::optional<double> sparsityOf(const ModuleRow& row)
{
    if (row.counted == 0) {
        return std::nullopt;
    }
    return double(row.zeros) / double(row.counted);
}

} // namespace

ModuleTreeModel::ModuleTreeModel(QObject* parent) : QAbstractItemModel(parent) {}

void ModuleTreeModel::setTree(const std::shared_ptr<ModuleTree>& tree, ModuleTree::View view)
{
    beginResetModel();
    m_tree = tree;
    m_view = std::move(view);
    endResetModel();
}

void ModuleTreeModel::setView(ModuleTree::View view)
{
    beginResetModel();
    m_view = std::move(view);
    endResetModel();
}

void ModuleTreeModel::addZeros(int row, std::int64_t zeros, std::int64_t counted)
{
    m_tree->addZeros(row, zeros, counted);
    for (int each = row; each >= 0; each = m_tree->rows()[std::size_t(each)].parent) {
        if (const QModelIndex changed = indexOf(each, SparsityColumn); changed.isValid()) {
            Q_EMIT dataChanged(changed, indexOf(each, RangeColumn));
        }
    }
}

void ModuleTreeModel::addRange(int row, float minimum, float maximum)
{
    m_tree->addRange(row, minimum, maximum);
}

void ModuleTreeModel::setOrigin(const ModelOrigin& origin)
{
    m_tree->setOrigin(origin);
    const QModelIndex root = index(0, 0);
    Q_EMIT dataChanged(root, root); // a view paints what it shows; rows are too many to name each
}

QModelIndex ModuleTreeModel::indexOf(int treeRow, int column) const
{
    if (!m_tree || treeRow < 0 || m_view.place[std::size_t(treeRow)] < 0) {
        return {};
    }
    return createIndex(m_view.place[std::size_t(treeRow)], column, quintptr(treeRow));
}

QModelIndex ModuleTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!m_tree || row < 0 || column < 0 || column >= kColumns || row >= rowCount(parent)) {
        return {};
    }
    if (!parent.isValid()) {
        return createIndex(0, column, quintptr(0));
    }
    const auto owner = std::size_t(rowOf(parent));
    return createIndex(row, column, quintptr(m_view.children[std::size_t(m_view.first[owner] + row)]));
}

QModelIndex ModuleTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(m_tree->rows()[std::size_t(rowOf(child))].parent) : QModelIndex();
}

int ModuleTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!m_tree || parent.column() > 0) {
        return 0;
    }
    return parent.isValid() ? m_view.count[std::size_t(rowOf(parent))] : 1;
}

int ModuleTreeModel::columnCount(const QModelIndex&) const
{
    return kColumns;
}

QVariant ModuleTreeModel::text(const ModuleRow& row, int treeRow, int column) const
{
    const bool fold = row.foldLast >= 0;
    switch (column) {
    case ModuleColumn:
        return m_tree->label(treeRow);
    case ClassColumn:
        return m_tree->classText(treeRow);
    case ShapeColumn:
        return fold || row.node->shape.empty() ? QString() : format::shape(row.node->shape);
    case DtypeColumn:
        return m_tree->isTiedHead(treeRow)      ? tr("tied", "to the embedding")
               : row.missing && row.dtype == -1 ? tr("missing")
                                                : m_tree->dtypeText(treeRow);
    case BitsColumn:
        return row.bits > 0   ? format::bits(double(row.bits))
               : row.bits < 0 ? tr("mixed", "several data types")
                              : QString();
    case ParametersColumn:
        return row.parameters > 0 ? format::parameters(row.parameters) : QString();
    case SizeColumn:
        return row.bytes > 0 ? format::bytes(row.bytes) : QString();
    case SparsityColumn:
        return row.weights == 0 ? QString() : format::percent(sparsityOf(row));
    case ErrorColumn:
        return m_tree->error(treeRow) ? format::significant(m_tree->error(treeRow)) : QString();
    case RangeColumn:
        return row.weights == 0 ? QString()
               : row.minimum > row.maximum
                   ? format::unknown()
                   : tr("%1 to %2")
                         .arg(format::significant(double(row.minimum)), format::significant(double(row.maximum)));
    case BeforeColumn:
        return m_tree->bytesBefore(treeRow) ? format::bytes(m_tree->bytesBefore(treeRow)) : QString();
    default:
        return {};
    }
}

QVariant ModuleTreeModel::bar(const ModuleRow& row, int treeRow, int column) const
{
    if (column == ErrorColumn) {
        const auto error = m_tree->error(treeRow); // 1 is no better than zeros
        return error ? QVariant(std::min(1.0, *error)) : QVariant();
    }
    if (column == SparsityColumn) {
        const auto sparsity = sparsityOf(row);
        return sparsity && *sparsity > 0 ? QVariant(*sparsity) : QVariant();
    }
    if (row.parent < 0) {
        return {};
    }
    const ModuleRow& parent = m_tree->rows()[std::size_t(row.parent)];
    if (column == ParametersColumn && row.parameters > 0) {
        return double(row.parameters) / double(parent.parameters);
    }
    if (column == SizeColumn && row.bytes > 0) {
        return double(row.bytes) / double(parent.bytes);
    }
    return {};
}

QVariant ModuleTreeModel::toolTip(const ModuleRow& row, int treeRow, int column) const
{
    switch (column) {
    case ParametersColumn:
        return tr("%1 parameters").arg(format::count(row.parameters));
    case SizeColumn:
        return tr("%1 bytes as stored").arg(format::count(std::int64_t(row.bytes)));
    case SparsityColumn:
        if (row.weights > 0 && row.counted < row.weights) {
            return tr("%1 of the weights counted so far.")
                .arg(format::percent(double(row.counted) / double(row.weights), 0));
        }
        return tr(
            "Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. "
            "Typical 50 %.");
    case ErrorColumn:
        return tr("Relative output error: squared change of the layer's output over its square. 0 is perfect, 1 is no "
                  "better than zeros. Of several modules the mean.");
    case RangeColumn:
        return tr("Smallest and largest weight.");
    case BeforeColumn: {
        const auto before = m_tree->bytesBefore(treeRow);
        return before ? tr("Size in the model that the run began with. Now %1 of it.")
                            .arg(format::percent(double(row.bytes) / double(*before)))
                      : tr("Size in the model that the run began with.");
    }
    default: {
        QString tip = m_tree->name(treeRow);
        if (row.node && !row.node->storedIn.empty()) {
            tip += tr("\nPart of %1.").arg(QString::fromStdString(row.node->storedIn));
        }
        return row.missing ? tr("%1\nTensors are missing here.").arg(tip) : tip;
    }
    }
}

QVariant ModuleTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const int treeRow = rowOf(index);
    const ModuleRow& row = m_tree->rows()[std::size_t(treeRow)];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, treeRow, index.column());
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (index.column() >= BitsColumn ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return toolTip(row, treeRow, index.column());
    case BarRole:
        return bar(row, treeRow, index.column());
    case NameRole:
        return m_tree->name(treeRow);
    case MissingRole:
        return row.missing;
    default:
        return {};
    }
}

QVariant ModuleTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignVCenter | (section >= BitsColumn ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const std::array<QString, kColumns> names = {tr("Module"), tr("Class"),      tr("Shape"),      tr("Dtype"),
                                                 tr("Bits"),   tr("Parameters"), tr("Size"),       tr("Sparsity"),
                                                 tr("Error"),  tr("Range"),      tr("Size before")};
    return names[std::size_t(section)];
}

Qt::ItemFlags ModuleTreeModel::flags(const QModelIndex& index) const
{
    const bool named = index.isValid() && rowOf(index) > 0;
    return QAbstractItemModel::flags(index) | (named ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

QStringList ModuleTreeModel::mimeTypes() const
{
    return {QLatin1String(kLinkMimeType), QStringLiteral("text/plain")};
}

QMimeData* ModuleTreeModel::mimeData(const QModelIndexList& indexes) const
{
    if (indexes.isEmpty()) {
        return nullptr;
    }
    const int row = rowOf(indexes.first());
    Link link;
    link.model = m_tree->document()->folder;
    link.module = m_tree->name(row);
    auto* mime = new QMimeData;
    mime->setData(QLatin1String(kLinkMimeType), link.toString().toUtf8());
    mime->setText(m_tree->targetEntry(row));
    return mime;
}

} // namespace espalier::ui
