#pragma once

#include <QAbstractItemModel>

#include "ui/models/module_tree.h"

namespace espalier::ui {

/// The module tree for views. The top row is the whole model.
class ModuleTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column {
        ModuleColumn,
        ClassColumn,
        ShapeColumn,
        DtypeColumn,
        BitsColumn,
        ParametersColumn,
        SizeColumn,
        SparsityColumn,
        ErrorColumn,
        RangeColumn,
        BeforeColumn
    };
    static constexpr int kColumns = BeforeColumn + 1;
    enum Role {
        BarRole = Qt::UserRole, ///< 0..1 for a bar behind the number: share of the parent; of sparsity itself
        NameRole,               ///< full module name
        MissingRole,            ///< a tensor is missing at or below
    };

    explicit ModuleTreeModel(QObject* parent = nullptr);

    /// @param view of the same tree; made off the GUI thread
    void setTree(const std::shared_ptr<ModuleTree>& tree, ModuleTree::View view);
    void setView(ModuleTree::View view);
    const std::shared_ptr<ModuleTree>& tree() const { return m_tree; }
    int matches() const { return m_view.matches; }

    /// Adds counted weights and updates the rows above; dataChanged goes to what changed.
    void addZeros(int row, std::int64_t zeros, std::int64_t counted);
    void addRange(int row, float minimum, float maximum); ///< before addZeros(), which says what changed

    /// Replaces what a run says of the modules; views of the whole model hear of it.
    void setOrigin(const ModelOrigin& origin);

    int rowOf(const QModelIndex& index) const { return int(index.internalId()); } ///< of the tree
    QModelIndex indexOf(int treeRow, int column = 0) const;                       ///< invalid if it is filtered out

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override { return rowCount(parent) > 0; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    /// A dragged row: the module's link, and as text what a recipe's targets take.
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

private:
    QVariant text(const ModuleRow& row, int treeRow, int column) const;
    QVariant bar(const ModuleRow& row, int treeRow, int column) const;
    QVariant toolTip(const ModuleRow& row, int treeRow, int column) const;

    std::shared_ptr<ModuleTree> m_tree;
    ModuleTree::View m_view;
};

} // namespace espalier::ui
