#pragma once

#include <QAbstractTableModel>
#include <QTableView>

#include "ui/models/run_figures.h"

namespace espalier::ui {

/// One row a module result of a run. update() tells the view of the rows that came since.
class ModuleTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Module,
        Stage,
        Modifier,
        Error,
        DenseError,
        SignalToNoise,
        Sparsity,
        Damping,
        Seconds,
        Note,
        ColumnCount
    };
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setFigures(const RunFigures* figures);
    void update();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(const RunFigures::ModuleRow& row, int column) const;
    QVariant sortKeyOf(const RunFigures::ModuleRow& row, int column) const;

    const RunFigures* m_figures = nullptr;
    int m_rows = 0; ///< told to the view so far
};

/// The Modules tab of a run: sortable, Enter or a double click opens the module.
class ModuleTable : public QTableView
{
    Q_OBJECT

public:
    explicit ModuleTable(QWidget* parent = nullptr);

    void setFigures(const RunFigures* figures) { m_model->setFigures(figures); }
    void update() { m_model->update(); }
    void selectModule(const QString& module); ///< without opening it

Q_SIGNALS:
    void moduleActivated(const QString& module);

private:
    ModuleTableModel* m_model;
};

} // namespace espalier::ui
