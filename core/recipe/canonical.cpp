#include "core/recipe/canonical.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/recipe/mask.h"
#include "core/recipe/quantization_keys.h"

namespace espalier::recipe {

namespace {

/// Keys that every modifier of the references has and that mean nothing in one shot.
bool isLifecycleKey(std::string_view key)
{
    for (const std::string_view known : {"start", "end", "update", "index", "group", "start_epoch", "end_epoch"}) {
        if (key == known) {
            return true;
        }
    }
    return false;
}

std::string plain(double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", number);
    return text;
}

class Canonicalizer
{
public:
    Canonicalizer(const RawModifier& raw, const ModifierSchema& schema, Dialect dialect, Diagnostics& diagnostics)
        : m_raw(raw), m_schema(schema), m_dialect(dialect), m_diagnostics(diagnostics)
    {
    }

    Modifier run()
    {
        for (const auto& [key, value] : std::get<Value::Map>(m_raw.arguments.data)) {
            readKey(key, value);
        }
        if (m_schema.available && m_schema.quantizationKeys) {
            Value groups = canonicalConfigGroups(m_raw.arguments, m_dialect,
                                                 quantizationKind(m_raw.name, m_raw.arguments, m_dialect),
                                                 m_raw.location, m_diagnostics);
            m_canonical.emplace_back("config_groups", std::move(groups));
        }
        addDefaults();
        return {m_schema.type, Value{std::move(m_canonical), m_raw.arguments.location, m_raw.location}, m_raw.location};
    }

private:
    bool imported() const { return m_dialect != Dialect::Espalier; }

    void readKey(const std::string& key, const Value& value)
    {
        const KeySchema* schema = m_schema.find(key);
        if (schema != nullptr && !imported() && (schema->name != key || schema->importOnly)) {
            schema = nullptr;
        }
        if (schema == nullptr && imported() && isLifecycleKey(key)) {
            return;
        }
        if (schema == nullptr) {
            reportUnknown(key, value);
            return;
        }
        if (find(schema->name) != nullptr) {
            m_diagnostics.error(value.keyLocation, "recipe.key.conflict",
                                "\"" + key + "\" and \"" + schema->name + "\" mean the same. Keep one of them.");
            return;
        }
        if (schema->status == KeyStatus::NoEffect) {
            noteNoEffect(*schema, value);
            return;
        }
        const bool collected = m_schema.available && m_schema.quantizationKeys &&
                               (schema->type == KeyType::ConfigGroups || schema->importOnly || isSchemeKey(key));
        if (collected) {
            return; // canonicalConfigGroups() reads them together
        }
        if (auto canonical = convert(*schema, value)) {
            canonical->keyLocation = value.keyLocation;
            m_canonical.emplace_back(schema->name, std::move(*canonical));
        }
    }

    static bool isSchemeKey(std::string_view key) { return key == "scheme" || key == "targets" || key == "observer"; }

    const Value* find(std::string_view key) const
    {
        const auto member =
            std::find_if(m_canonical.begin(), m_canonical.end(), [&](const auto& pair) { return pair.first == key; });
        return member == m_canonical.end() ? nullptr : &member->second;
    }

    void reportUnknown(const std::string& key, const Value& value)
    {
        if (!m_schema.available && m_schema.keys.empty()) {
            m_canonical.emplace_back(key, value);
            return;
        }
        const std::string near = m_schema.nearestKey(key);
        std::string message = "\"" + key + "\" is not a key of " + m_schema.title + ".";
        message += near.empty() ? "" : " The nearest is \"" + near + "\".";
        const bool dropped = m_dialect == Dialect::SparseML;
        message += dropped ? " SparseML drops it without a word." : near.empty() ? " Remove it." : "";
        m_diagnostics.add(dropped ? Severity::Warning : Severity::Error, value.keyLocation, "recipe.key.unknown",
                          message, near);
    }

    void noteNoEffect(const KeySchema& schema, const Value& value)
    {
        if (!value.isNull() && !(value == schema.defaultValue)) {
            m_diagnostics.note(value.keyLocation, "recipe.key.no-effect",
                               "\"" + schema.name + "\" has no effect here. " + schema.help);
        }
    }

    std::optional<Value> convert(const KeySchema& schema, const Value& value)
    {
        if (schema.type == KeyType::MaskStructure) {
            return mask(value);
        }
        if (value.isNull() && schema.type != KeyType::Any) { // "key: null" asks for the default
            return std::nullopt;
        }
        switch (schema.type) {
        case KeyType::Boolean:
            return value.boolean() ? std::optional(value) : wrongType(schema, value, "true or false");
        case KeyType::Integer:
            return std::holds_alternative<std::int64_t>(value.data) ? inRange(schema, value)
                                                                    : wrongType(schema, value, "a whole number");
        case KeyType::Number:
            return value.number() ? inRange(schema, value) : wrongType(schema, value, "a number");
        case KeyType::NumberOrList:
            return numberOrList(schema, value);
        case KeyType::Text:
            return value.text() ? std::optional(value) : wrongType(schema, value, "a text");
        case KeyType::Choice:
            return choice(schema, value);
        case KeyType::TextList:
            return textList(schema, value);
        default:
            return value;
        }
    }

    std::optional<Value> wrongType(const KeySchema& schema, const Value& value, const std::string& wanted)
    {
        m_diagnostics.error(value.location, "recipe.key.type", "\"" + schema.name + "\" is " + wanted + ".");
        return std::nullopt;
    }

    std::optional<Value> inRange(const KeySchema& schema, const Value& value)
    {
        const double number = *value.number();
        if (number >= schema.minimum && number <= schema.maximum) {
            return value;
        }
        const double bound = number < schema.minimum ? schema.minimum : schema.maximum;
        const bool percent = schema.maximum == 1.0 && number > 1.0 && number <= 100.0; // 50 was meant as 0.5
        m_diagnostics.error(value.location, "recipe.key.range",
                            "\"" + schema.name + "\" is " + plain(number) + " but has to be from " +
                                plain(schema.minimum) +
                                (std::isinf(schema.maximum) ? " upwards." : " to " + plain(schema.maximum) + "."),
                            plain(percent ? number / 100.0 : bound));
        return std::nullopt;
    }

    std::optional<Value> numberOrList(const KeySchema& schema, const Value& value)
    {
        if (value.number()) {
            return inRange(schema, value);
        }
        const auto* items = std::get_if<Value::List>(&value.data);
        if (items == nullptr || items->empty()) {
            return wrongType(schema, value, "a number, or a list with one for each matched target");
        }
        bool valid = true;
        for (const Value& item : *items) {
            const bool good = item.number() ? inRange(schema, item).has_value()
                                            : wrongType(schema, item, "a number in each place of its list").has_value();
            valid = valid && good;
        }
        return valid ? std::optional(value) : std::nullopt;
    }

    std::optional<Value> choice(const KeySchema& schema, const Value& value)
    {
        const std::string text = value.text().value_or("");
        if (std::find(schema.choices.begin(), schema.choices.end(), text) != schema.choices.end()) {
            return value;
        }
        m_diagnostics.error(value.location, "recipe.key.type",
                            "\"" + schema.name + "\" is one of " + quotedList(schema.choices) + ".",
                            nearest(text, schema.choices));
        return std::nullopt;
    }

    std::optional<Value> textList(const KeySchema& schema, const Value& value)
    {
        if (!value.texts()) {
            return wrongType(schema, value, "a list of texts");
        }
        return value.text() ? Value{Value::List{value}, value.location, value.keyLocation} : value;
    }

    /// In the imported dialects N:M prunes N of M; here it keeps N of M.
    std::optional<Value> mask(const Value& value)
    {
        if (value.isNull()) {
            return std::nullopt;
        }
        const auto parsed = parseMaskStructure(value.text().value_or(""));
        if (!parsed) {
            m_diagnostics.error(
                value.location, "recipe.mask",
                "\"mask_structure\" is \"unstructured\" or \"N:M\" with N smaller than M, as in \"2:4\".");
            return std::nullopt;
        }
        Value canonical = value;
        if (parsed->unstructured()) {
            canonical.data = std::string("unstructured");
        } else if (imported()) {
            const std::string kept = std::to_string(parsed->group - parsed->kept) + ":" + std::to_string(parsed->group);
            canonical.data = kept;
            if (kept != value.text()) {
                m_diagnostics.note(value.location, "recipe.mask.imported",
                                   "\"" + *value.text() + "\" prunes " + std::to_string(parsed->kept) + " of " +
                                       std::to_string(parsed->group) + " here; in Espalier's words it is " + kept +
                                       ", counting the kept.");
            }
        }
        return canonical;
    }

    void addDefaults()
    {
        if (!m_schema.available) {
            return;
        }
        for (const KeySchema& schema : m_schema.keys) {
            if (find(schema.name) != nullptr || schema.importOnly || schema.status != KeyStatus::Active ||
                schema.type == KeyType::ConfigGroups || (m_schema.quantizationKeys && isSchemeKey(schema.name))) {
                continue;
            }
            if (schema.required && m_raw.arguments.find(schema.name) == nullptr && !given(schema)) {
                m_diagnostics.error(m_raw.location, "recipe.key.missing",
                                    m_schema.title + " needs \"" + schema.name + "\". " + schema.help);
                continue;
            }
            Value value = imported() ? schema.importedDefault.value_or(schema.defaultValue) : schema.defaultValue;
            if (schema.name == "targets" && m_dialect == Dialect::LlmCompressor &&
                m_schema.kind == ModifierKind::Pruning) {
                value.data = Value::List{Value{std::string("Linear"), {}, {}}}; // its default; SparseML's is __ALL__
            }
            m_canonical.emplace_back(schema.name, std::move(value));
        }
    }

    bool given(const KeySchema& schema) const
    {
        // N:M says the sparsity by itself
        const Value* maskValue = find("mask_structure");
        const bool pattern = schema.name == "sparsity" && maskValue != nullptr && maskValue->text() != "unstructured";
        return pattern || std::any_of(schema.otherNames.begin(), schema.otherNames.end(),
                                      [&](const std::string& name) { return m_raw.arguments.find(name) != nullptr; });
    }

    const RawModifier& m_raw;
    const ModifierSchema& m_schema;
    Dialect m_dialect;
    Diagnostics& m_diagnostics;
    Value::Map m_canonical;
};

std::string canonicalType(const std::string& name)
{
    return name == "LegacyQuantizationModifier" ? "QuantizationModifier" : name;
}

void reportUnknownModifier(const RawModifier& raw, const SchemaRegistry& schemas, Diagnostics& diagnostics)
{
    const auto stem = [](const std::string& type) { return type.substr(0, type.rfind("Modifier")); };
    std::vector<std::string> stems; // what all names share says nothing about nearness
    for (const ModifierSchema& schema : schemas.all()) {
        stems.push_back(stem(schema.type));
    }
    std::string near = nearest(stem(raw.name), stems);
    near += near.empty() ? "" : "Modifier";
    diagnostics.error(raw.location, "recipe.modifier.unknown",
                      "No modifier is called \"" + raw.name + "\"." +
                          (near.empty() ? std::string(" A class name is needed, as in \"SparseGPTModifier\".")
                                        : " The nearest is \"" + near + "\"."),
                      near);
}

/// `quantize: {QuantizationModifier: {...}}` is a quantization modifier before this one and `quantize: true`.
std::vector<RawModifier> takeNestedQuantization(RawModifier& raw, Dialect dialect, Diagnostics& diagnostics)
{
    if (dialect != Dialect::SparseML) {
        return {};
    }
    for (auto& [key, value] : std::get<Value::Map>(raw.arguments.data)) {
        if (key == "quantize" && std::holds_alternative<Value::Map>(value.data)) {
            std::vector<RawModifier> nested = readModifiers(value, diagnostics);
            value.data = true;
            return nested;
        }
    }
    return {};
}

} // namespace

std::vector<Modifier> canonicalModifiers(const RawModifier& raw, Dialect dialect, const SchemaRegistry& schemas,
                                         Diagnostics& diagnostics)
{
    RawModifier modifier = raw;
    std::vector<Modifier> result;
    for (const RawModifier& nested : takeNestedQuantization(modifier, dialect, diagnostics)) {
        for (Modifier& canonical : canonicalModifiers(nested, dialect, schemas, diagnostics)) {
            result.push_back(std::move(canonical));
        }
    }
    const bool aliased = dialect != Dialect::Espalier;
    const ModifierSchema* schema = schemas.find(aliased ? canonicalType(modifier.name) : modifier.name);
    if (schema == nullptr) {
        reportUnknownModifier(modifier, schemas, diagnostics);
        return result;
    }
    result.push_back(Canonicalizer(modifier, *schema, dialect, diagnostics).run());
    return result;
}

} // namespace espalier::recipe
