#include "ui/models/sweep_table.h"

#include <utility>

#include <QFont>

#include "ui/models/format.h"

namespace espalier::ui {

QString levelTitle(const compress::sensitivity::Level& level)
{
    return QString::fromStdString(level.method) + QLatin1Char(' ') + QString::fromStdString(level.label);
}

QString cellDescription(const compress::sensitivity::Record& record, int layer, int level)
{
    const QString title = levelTitle(record.levels[std::size_t(level)]);
    const auto& cell = record.cells[std::size_t(layer)][std::size_t(level)];
    if (!cell) {
        return SweepTable::tr("Layer %1, %2: not computed yet").arg(layer).arg(title);
    }
    if (!cell->failure.empty()) {
        return SweepTable::tr("Layer %1, %2: failed. %3")
            .arg(QString::number(layer), title, QString::fromStdString(cell->failure));
    }
    const QString kl = cell->klError ? SweepTable::tr("%1 ± %2").arg(format::significant(cell->kl),
                                                                     format::significant(*cell->klError, 2))
                                     : format::significant(cell->kl);
    QString text = SweepTable::tr("Layer %1, %2: KL %3, perplexity %4, %5 predictions in %6 windows")
                       .arg(QString::number(layer), title, kl, format::perplexity(cell->perplexity),
                            format::count(cell->tokens), format::count(cell->windows));
    if (!cell->note.empty()) {
        text += QLatin1Char('\n') + QString::fromStdString(cell->note);
    }
    return text;
}

void SweepTable::setRecord(const compress::sensitivity::Record* record)
{
    const std::size_t layers = record ? record->layers.size() : 0;
    const std::size_t levels = record ? record->levels.size() : 0;
    if (record == m_record && layers == m_layers && levels == m_levels) {
        if (layers > 0 && levels > 0) {
            Q_EMIT dataChanged(index(0, 0), index(int(layers) - 1, int(levels) - 1));
        }
        return;
    }
    beginResetModel();
    m_record = record;
    m_layers = layers;
    m_levels = levels;
    m_chosen.clear();
    endResetModel();
}

void SweepTable::setChosen(std::vector<int> levels)
{
    m_chosen = std::move(levels);
    if (m_layers > 0 && m_levels > 0) {
        Q_EMIT dataChanged(index(0, 0), index(int(m_layers) - 1, int(m_levels) - 1));
    }
}

int SweepTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_layers);
}

int SweepTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_levels);
}

QVariant SweepTable::data(const QModelIndex& index, int role) const
{
    const int layer = index.row();
    const int level = index.column();
    const auto& cell = m_record->cells[std::size_t(layer)][std::size_t(level)];
    const bool chosen = std::size_t(layer) < m_chosen.size() && m_chosen[std::size_t(layer)] == level;
    switch (role) {
    case Qt::DisplayRole:
        if (!cell) {
            return format::unknown();
        }
        if (!cell->failure.empty()) {
            return tr("failed");
        }
        return chosen ? tr("%1 chosen").arg(format::significant(cell->kl)) : format::significant(cell->kl);
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return cellDescription(*m_record, layer, level);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole:
        if (chosen) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    default:
        return {};
    }
}

QVariant SweepTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (orientation == Qt::Vertical) {
        return section;
    }
    return levelTitle(m_record->levels[std::size_t(section)]);
}

} // namespace espalier::ui
