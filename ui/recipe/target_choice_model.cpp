#include "ui/recipe/target_choice_model.h"

#include <QFont>

#include "core/recipe/entry_hits.h"

namespace espalier::ui {

TargetChoiceModel::TargetChoiceModel(const Theme& theme, std::shared_ptr<TargetChoice> choice, QObject* parent)
    : TargetModel(theme, parent), m_choice(std::move(choice))
{
    setAnalysis(m_choice->analysis());
}

void TargetChoiceModel::setEntryPreview(std::optional<ModuleSet> modules)
{
    m_entryPreview = std::move(modules);
    setPreview({}, recipe::EntryKind::Target, false); // repaints every row
}

void TargetChoiceModel::refresh()
{
    setEntryPreview({});
    Q_EMIT chosenChanged();
}

bool TargetChoiceModel::isHit(const model::ModuleNode& module) const
{
    return m_entryPreview ? m_entryPreview->contains(&module) : m_choice->chosen().contains(&module);
}

Qt::ItemFlags TargetChoiceModel::flags(const QModelIndex& index) const
{
    const model::ModuleNode* module = moduleAt(index);
    Qt::ItemFlags result = TargetModel::flags(index);
    if (index.isValid() && index.column() == Module && module != nullptr && m_choice->holdsWeights(*module)) {
        result |= Qt::ItemIsUserCheckable;
    }
    return result;
}

bool TargetChoiceModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !(flags(index) & Qt::ItemIsUserCheckable)) {
        return false;
    }
    m_choice->set(*moduleAt(index), value.toInt() != Qt::Unchecked);
    refresh();
    return true;
}

QString TargetChoiceModel::effect(const model::ModuleNode& module) const
{
    if (!recipe::isWeight(module, m_choice->schema())) {
        return {};
    }
    if (const QString entry = m_choice->ignoredBy(module); !entry.isEmpty()) {
        return tr("ignored by %1").arg(entry);
    }
    if (const QString other = m_choice->takenBy(module); !other.isEmpty()) {
        return tr("also in %1").arg(other);
    }
    return {};
}

ModuleMark TargetChoiceModel::markOf(const model::ModuleNode& module) const
{
    const bool quantizes = m_choice->schema().quantizationKeys;
    if (isHit(module) && m_choice->ignoredBy(module).isEmpty()) {
        return {!quantizes, quantizes, false};
    }
    if (const ModuleEffect* other = m_choice->analysis()->effect(&module);
        other != nullptr && !m_choice->takenBy(module).isEmpty()) {
        return {other->pruned, other->quantized, true};
    }
    return {};
}

QVariant TargetChoiceModel::data(const QModelIndex& index, int role) const
{
    const model::ModuleNode* module = moduleAt(index);
    if (!index.isValid() || module == nullptr) {
        return {};
    }
    const bool name = index.column() == Module;
    const bool weight = recipe::isWeight(*module, m_choice->schema());
    switch (role) {
    case Qt::CheckStateRole:
        if (!name || !m_choice->holdsWeights(*module)) {
            return {};
        }
        switch (m_choice->state(*module)) {
        case TargetChoice::State::All:
            return Qt::Checked;
        case TargetChoice::State::Some:
            return Qt::PartiallyChecked;
        case TargetChoice::State::None:
            break;
        }
        return Qt::Unchecked;
    case Qt::DisplayRole:
        return index.column() == Effect ? QVariant(effect(*module)) : TargetModel::data(index, role);
    case Qt::DecorationRole:
        return name && weight ? QVariant(drawMark(markOf(*module), theme())) : QVariant();
    case Qt::FontRole: {
        QFont font = Theme::font(TextStyle::Body);
        font.setBold(name && weight && isHit(*module));
        font.setStrikeOut(name && weight && !m_choice->ignoredBy(*module).isEmpty());
        return font;
    }
    case Qt::ForegroundRole:
        return m_choice->holdsWeights(*module) ? QVariant() : QVariant(theme().colors().placeholder);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(QString::fromStdString(module->name), effect(*module));
    default:
        return TargetModel::data(index, role);
    }
}

} // namespace espalier::ui
