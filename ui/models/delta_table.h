#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QStringList>

#include "ui/models/comparison.h"

namespace espalier::ui {

/// Whether a figure is better or worse than the reference's.
enum class Verdict { None, Better, Worse, Same };

/// The models of a comparison side by side, one column each: figures with their difference from a reference column,
/// then what the runs were asked. The reference is the first column.
class DeltaTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { VerdictRole = Qt::UserRole, DiffersRole };

    explicit DeltaTable(const Comparison& comparison, QObject* parent = nullptr);

    /// Reads the comparison anew.
    void update();
    /// A column by its name in columnNames(); the first dense model if there is none of that name.
    void setReference(const QString& name);
    QString reference() const; ///< empty without models
    /// Names of the models in the comparison's order, for choosing the reference: "Run 7", "Dense: TinyLlama".
    QStringList columnNames() const;
    void setOnlyDifferences(bool on); ///< leaves out rows whose cells are all alike

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Header, then all shown rows: each model's value, then its difference; numbers in the C locale.
    QList<QStringList> csv() const;

private:
    struct Cell
    {
        QString text;
        QString delta; ///< "+0.02", empty without
        QString note;  ///< why there is no delta
        Verdict verdict = Verdict::None;
        std::optional<double> value; ///< for files
        std::optional<double> difference;
    };
    struct Row
    {
        QString title;
        QString id;              ///< of the column in files
        std::vector<Cell> cells; ///< by column
        bool differs = false;
    };
    struct Builder;

    std::vector<const ComparedModel*> columns() const; ///< the reference first
    void addFigures(Builder& builder) const;
    void addSettings(Builder& builder) const;

    const Comparison& m_comparison;
    QString m_reference;
    bool m_onlyDifferences = false;
    QStringList m_names; ///< of the columns
    std::vector<Row> m_rows;
};

} // namespace espalier::ui
