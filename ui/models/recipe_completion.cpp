#include "ui/models/recipe_completion.h"

#include <algorithm>

#include <QRegularExpression>

#include "core/recipe/quantization_keys.h"

namespace espalier::ui {
namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

/// Column of the first character that is neither a blank nor a list's dash.
int keyColumn(const QString& line)
{
    int column = 0;
    while (column < line.size() &&
           (line[column] == u' ' || (line[column] == u'-' && column + 1 < line.size() && line[column + 1] == u' '))) {
        ++column;
    }
    return column;
}

QString keyOf(const QString& line)
{
    static const QRegularExpression kKey(QStringLiteral("^[ \\-]*([A-Za-z_]+)\\s*:"));
    return kKey.match(line).captured(1);
}

/// The modifier that a line with keys at `column` belongs to; nullptr outside of one.
const recipe::ModifierSchema* modifierAround(const QStringList& lines, int line, int column,
                                             const recipe::SchemaRegistry& schemas)
{
    for (int above = line - 1; above >= 0; --above) {
        const QString& candidate = lines[above];
        if (candidate.trimmed().isEmpty() || candidate.trimmed().startsWith(u'#') || keyColumn(candidate) >= column) {
            continue;
        }
        column = keyColumn(candidate);
        if (const recipe::ModifierSchema* schema = schemas.find(keyOf(candidate).toStdString())) {
            return schema;
        }
    }
    return nullptr;
}

QStringList keysOf(const recipe::ModifierSchema& schema)
{
    QStringList words;
    for (const recipe::KeySchema& key : schema.keys) {
        if (key.status == recipe::KeyStatus::Active && !key.importOnly) {
            words << text(key.name);
        }
    }
    return words;
}

QStringList valuesOf(const recipe::ModifierSchema& schema, const QString& key)
{
    const recipe::KeySchema* found = schema.find(key.toStdString());
    QStringList words;
    if (key == QLatin1String("scheme") && schema.quantizationKeys) {
        for (const std::string& name : recipe::presetNames()) {
            words << text(name);
        }
    } else if (found != nullptr && found->type == recipe::KeyType::Boolean) {
        words = {QStringLiteral("true"), QStringLiteral("false")};
    } else if (found != nullptr && found->type == recipe::KeyType::MaskStructure) {
        words = {QStringLiteral("unstructured")};
    } else if (found != nullptr) {
        for (const std::string& choice : found->choices) {
            words << text(choice);
        }
    }
    return words;
}

} // namespace

RecipeCompletion completeRecipe(const QStringList& lines, int line, int column, const recipe::SchemaRegistry& schemas)
{
    RecipeCompletion completion;
    if (line < 0 || line >= lines.size()) {
        return completion;
    }
    const QString before = lines[line].left(column);
    static const QRegularExpression kWord(QStringLiteral("[A-Za-z0-9_\\-]*$"));
    completion.typed = kWord.match(before).captured();
    while (completion.typed.startsWith(u'-')) { // a list's dash is no part of the word
        completion.typed.remove(0, 1);
    }
    const QString lead = before.left(before.size() - completion.typed.size());
    const recipe::ModifierSchema* around = modifierAround(lines, line, keyColumn(before + u'x'), schemas);
    QStringList words;
    if (lead.contains(u'#')) {
        return completion;
    }
    if (const QString key = keyOf(lead); !key.isEmpty()) {
        words = around == nullptr ? QStringList() : valuesOf(*around, key);
    } else if (lead.trimmed().isEmpty() || lead.trimmed() == QLatin1String("-")) {
        if (around != nullptr) {
            words = keysOf(*around);
        } else {
            for (const recipe::ModifierSchema& schema : schemas.all()) {
                words << (schema.available ? QStringList(text(schema.type)) : QStringList());
            }
        }
    }
    for (const QString& word : words) {
        if (word.startsWith(completion.typed, Qt::CaseInsensitive) && word != completion.typed) {
            completion.words << word;
        }
    }
    std::sort(completion.words.begin(), completion.words.end());
    return completion;
}

} // namespace espalier::ui
