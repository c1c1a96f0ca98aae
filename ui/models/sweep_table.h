#pragma once

#include <QAbstractTableModel>

#include "core/compress/sensitivity/record.h"

namespace espalier::ui {

/// The name of a level's column in full: "SparseGPT 8:16".
QString levelTitle(const compress::sensitivity::Level& level);
/// "Layer 3, SparseGPT 8:16: KL 0.0121 ± 0.0010, perplexity 8.12, 4,088 predictions in 8 windows", or why there is
/// nothing.
QString cellDescription(const compress::sensitivity::Record& record, int layer, int level);

/// A sweep as a table: a row for each layer, a column for each level, KL in the cells.
class SweepTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    /// @param record outlives the model, or null; to be called again when it has changed
    void setRecord(const compress::sensitivity::Record* record);
    /// Level of each layer that is chosen, -1: dense; may be empty.
    void setChosen(std::vector<int> levels);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const compress::sensitivity::Record* m_record = nullptr;
    std::size_t m_layers = 0;
    std::size_t m_levels = 0;
    std::vector<int> m_chosen;
};

} // namespace espalier::ui
