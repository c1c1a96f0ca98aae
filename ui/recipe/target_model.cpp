#include "ui/recipe/target_model.h"

#include <algorithm>

#include <QFont>
#include <QPixmap>

#include "ui/models/format.h"
#include "ui/recipe/module_mark.h"

namespace espalier::ui {

namespace {

bool isContainer(const model::ModuleNode& module)
{
    return !module.children.empty();
}

} // namespace

TargetModel::TargetModel(const Theme& theme, QObject* parent) : QAbstractItemModel(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        }
    });
}

void TargetModel::setAnalysis(const RecipeAnalysisPtr& analysis)
{
    const bool sameModel = m_analysis && analysis && m_analysis->model() == analysis->model();
    if (!sameModel) {
        beginResetModel();
    }
    m_analysis = analysis;
    m_looks.clear();
    m_previewing = false;
    m_preview.clear();
    if (!sameModel) {
        m_places.clear();
        if (m_analysis && m_analysis->model()) {
            place(m_analysis->model()->tree());
        }
        endResetModel();
    } else if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void TargetModel::setPreview(const std::vector<const model::ModuleNode*>& modules, recipe::EntryKind kind, bool on)
{
    m_previewing = on;
    m_previewKind = kind;
    m_preview = {modules.begin(), modules.end()};
    m_looks.clear();
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void TargetModel::place(const model::ModuleNode& module)
{
    for (std::size_t i = 0; i < module.children.size(); ++i) {
        m_places[&module.children[i]] = {&module, int(i)};
        place(module.children[i]);
    }
}

const model::ModuleNode* TargetModel::moduleAt(const QModelIndex& index) const
{
    if (index.isValid()) {
        return static_cast<const model::ModuleNode*>(index.constInternalPointer());
    }
    return m_analysis && m_analysis->model() ? &m_analysis->model()->tree() : nullptr;
}

QModelIndex TargetModel::indexOf(const model::ModuleNode* module) const
{
    const auto found = m_places.find(module);
    return found == m_places.end() ? QModelIndex() : createIndex(found->second.row, 0, module);
}

QModelIndex TargetModel::index(int row, int column, const QModelIndex& parent) const
{
    const model::ModuleNode* module = moduleAt(parent);
    if (module == nullptr || row < 0 || row >= int(module->children.size()) || column < 0 || column >= ColumnCount) {
        return {};
    }
    return createIndex(row, column, &module->children[std::size_t(row)]);
}

QModelIndex TargetModel::parent(const QModelIndex& child) const
{
    const auto found = m_places.find(static_cast<const model::ModuleNode*>(child.constInternalPointer()));
    return found == m_places.end() ? QModelIndex() : indexOf(found->second.parent);
}

int TargetModel::rowCount(const QModelIndex& parent) const
{
    const model::ModuleNode* module = parent.column() > 0 ? nullptr : moduleAt(parent);
    return module == nullptr ? 0 : int(module->children.size());
}

int TargetModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

TargetModel::Look TargetModel::lookOf(const model::ModuleNode& module) const
{
    const auto known = m_looks.find(&module);
    if (known != m_looks.end()) {
        return known->second;
    }
    Look look;
    if (const ModuleEffect* effect = m_analysis ? m_analysis->effect(&module) : nullptr) {
        look = {effect->pruned, effect->quantized, effect->ignored, 0, 0, effect->sparsity, effect->bits};
    }
    if (m_previewing) {
        const bool hit = m_preview.contains(&module);
        const bool ignoring = m_previewKind == recipe::EntryKind::Ignore;
        look.ignored = hit && ignoring;
        look.pruned = look.pruned && hit && !ignoring;
        look.quantized = look.quantized && hit && !ignoring;
    }
    look.weights = module.isLinear() ? 1 : 0;
    look.hits = look.pruned || look.quantized ? 1 : 0;
    for (const model::ModuleNode& child : module.children) {
        const Look below = lookOf(child);
        look.hits += below.hits;
        look.weights += below.weights;
        look.pruned = look.pruned || below.pruned;
        look.quantized = look.quantized || below.quantized;
    }
    m_looks[&module] = look;
    return look;
}

QString TargetModel::effectText(const model::ModuleNode& module, const Look& look) const
{
    if (isContainer(module)) {
        return look.hits == 0 ? QString() : tr("%1 of %2").arg(look.hits).arg(std::max(look.hits, look.weights));
    }
    QStringList parts;
    if (look.pruned) {
        parts << tr("%1 zeros").arg(format::percent(look.sparsity));
    }
    if (look.quantized) {
        parts << tr("int%1").arg(look.bits);
    }
    if (look.ignored) {
        parts << tr("ignored");
    }
    return parts.join(QStringLiteral(", "));
}

QVariant TargetModel::data(const QModelIndex& index, int role) const
{
    const model::ModuleNode* module = moduleAt(index);
    if (!index.isValid() || module == nullptr) {
        return {};
    }
    const Look look = lookOf(*module);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Module: {
            const QString name = QString::fromStdString(module->name);
            return name.mid(name.lastIndexOf(QLatin1Char('.')) + 1);
        }
        case Class:
            return QString::fromStdString(module->className());
        default:
            return effectText(*module, look);
        }
    case Qt::DecorationRole:
        return index.column() == Module
                   ? QVariant(drawMark({look.hits > 0 && look.pruned, look.hits > 0 && look.quantized, false}, m_theme))
                   : QVariant();
    case Qt::FontRole: {
        QFont font = Theme::font(TextStyle::Body);
        font.setBold(index.column() == Module && look.hits > 0 && !isContainer(*module));
        font.setStrikeOut(index.column() == Module && look.ignored);
        return font;
    }
    case Qt::ForegroundRole:
        return look.hits > 0 && !look.ignored ? QVariant() : QVariant(m_theme.colors().placeholder);
    case Qt::ToolTipRole:
        return QString::fromStdString(module->name);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3")
            .arg(QString::fromStdString(module->name), QString::fromStdString(module->className()),
                 effectText(*module, look));
    default:
        return {};
    }
}

QVariant TargetModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == Module ? tr("Module") : section == Class ? tr("Class") : tr("Becomes");
}

} // namespace espalier::ui
