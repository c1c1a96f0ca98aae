#include "ui/models/card_summary.h"

#include <algorithm>

#include <QStringList>

#include "core/recipe/diagnostics.h"
#include "core/recipe/yaml.h"
#include "core/recipe/yaml_writer.h"

namespace espalier::ui {

namespace {

using recipe::KeyType;
using recipe::Value;

/// Of lists and groups only their number is told.
QString shortText(const Value& value)
{
    if (const auto* items = std::get_if<Value::List>(&value.data); items != nullptr && items->size() > 2) {
        return QStringLiteral("[%1]").arg(items->size());
    }
    if (const auto* members = std::get_if<Value::Map>(&value.data)) {
        return QStringLiteral("{%1}").arg(members->size());
    }
    return fieldText(value);
}

} // namespace

CardClass cardClass(const RecipeCard& card, const recipe::ModifierSchema* schema)
{
    if (schema == nullptr) {
        return CardClass::Dense;
    }
    const Value* joint = card.arguments.find("quantize");
    if (schema->kind == recipe::ModifierKind::Pruning && joint != nullptr && joint->boolean() == true) {
        return CardClass::Both;
    }
    const bool structure = schema->group == recipe::ModifierGroup::Structure && !schema->trains;
    return schema->kind == recipe::ModifierKind::Quantization           ? CardClass::Quantized
           : schema->kind == recipe::ModifierKind::Pruning || structure ? CardClass::Pruned
                                                                        : CardClass::Dense;
}

QString cardLetter(CardClass kind)
{
    switch (kind) {
    case CardClass::Pruned:
        return QStringLiteral("P");
    case CardClass::Quantized:
        return QStringLiteral("Q");
    case CardClass::Both:
        return QStringLiteral("PQ");
    case CardClass::Dense:
        break;
    }
    return QStringLiteral("D");
}

QString cardTitle(const RecipeCard& card, const recipe::ModifierSchema* schema)
{
    return QString::fromStdString(schema == nullptr ? card.type : schema->title);
}

QString cardSettings(const RecipeCard& card, const recipe::ModifierSchema* schema)
{
    const auto* members = std::get_if<Value::Map>(&card.arguments.data);
    QStringList parts;
    const Value* mask = card.arguments.find("mask_structure");
    const bool pattern = mask != nullptr && mask->text().value_or("unstructured") != "unstructured";
    for (std::size_t i = 0; members != nullptr && i < members->size() && parts.size() < 2; ++i) {
        const auto& [key, value] = (*members)[i];
        const recipe::KeySchema* known = schema == nullptr ? nullptr : schema->find(key);
        const bool list = known != nullptr && known->type == KeyType::TextList;
        if (list || (key == "sparsity" && pattern) || (key == "mask_structure" && !pattern) || value.isNull()) {
            continue;
        }
        const bool speaksForItself = key == "mask_structure" || key == "scheme";
        parts << (speaksForItself ? fieldText(value)
                                  : QStringLiteral("%1 %2").arg(QString::fromStdString(key), shortText(value)));
    }
    return parts.join(QStringLiteral(", "));
}

const recipe::ResolvedModifier* resolvedOf(const RecipeCard& card, const RecipeAnalysis* analysis)
{
    if (analysis == nullptr || !card.enabled) {
        return nullptr;
    }
    for (const recipe::ResolvedStage& stage : analysis->resolved().stages) {
        for (const recipe::ResolvedModifier& modifier : stage.modifiers) {
            if (modifier.modifier->location.line == card.line) {
                return &modifier;
            }
        }
    }
    return nullptr;
}

const recipe::Diagnostic* problemOf(const RecipeCard& card, const RecipeAnalysis* analysis)
{
    const recipe::Diagnostic* worst = nullptr;
    if (analysis == nullptr) {
        return worst;
    }
    for (const recipe::Diagnostic& one : analysis->diagnostics()) {
        const auto line = static_cast<std::size_t>(std::max(one.location.line - 1, 0));
        if (one.location.line > 0 && line >= card.firstLine && line <= card.lastLine &&
            one.severity != recipe::Severity::Note && (worst == nullptr || one.severity > worst->severity)) {
            worst = &one;
        }
    }
    return worst;
}

QString fieldText(const Value& value)
{
    if (value.isNull()) {
        return {};
    }
    if (const auto list = value.texts()) {
        QStringList words;
        for (const std::string& word : *list) {
            words << QString::fromStdString(word);
        }
        return words.join(QStringLiteral(", "));
    }
    if (const auto real = value.number()) {
        return QString::number(*real, 'g', 12);
    }
    return QString::fromStdString(recipe::toFlow(value));
}

Value typedValue(const QString& typed, KeyType type)
{
    const std::string text = typed.trimmed().toStdString();
    if (type == KeyType::Text || type == KeyType::MaskStructure) {
        return {text, {}, {}};
    }
    recipe::Diagnostics diagnostics;
    const auto value = recipe::readYaml(text, recipe::DocumentKind::Yaml, diagnostics);
    const bool scalarOrList = value && !std::holds_alternative<Value::Map>(value->data);
    return scalarOrList && !diagnostics.hasErrors() && !value->isNull() ? Value{value->data, {}, {}}
                                                                        : Value{text, {}, {}};
}

bool hasField(const recipe::KeySchema& key)
{
    if (key.status != recipe::KeyStatus::Active || key.importOnly) {
        return false;
    }
    return key.type != KeyType::ConfigGroups && (key.type != KeyType::Any || !key.choices.empty());
}

} // namespace espalier::ui
