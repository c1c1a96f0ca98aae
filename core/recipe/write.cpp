#include "core/recipe/write.h"

#include <algorithm>
#include <array>

#include "core/recipe/diagnostics.h"
#include "core/recipe/mask.h"
#include "core/recipe/parse.h"
#include "core/recipe/quark.h"
#include "core/recipe/upstream_keys.h"
#include "core/recipe/yaml_writer.h"

namespace espalier::recipe {

namespace {

constexpr std::array kParts = {"weights", "input_activations", "output_activations"};

Value text(std::string string)
{
    return {std::move(string), {}, {}};
}

/// A name as a pattern that hits it alone, with and without the dot that llm-compressor appends in places.
std::string asPattern(const std::string& name)
{
    std::string pattern = "re:";
    for (const char c : name) {
        pattern += c == '.' ? std::string("\\.") : std::string(1, c);
    }
    return pattern + "\\.?$";
}

class Writer
{
public:
    Writer(Dialect dialect, const SchemaRegistry& schemas) : m_dialect(dialect), m_schemas(schemas) {}

    WrittenRecipe run(const Recipe& recipe)
    {
        Value root{Value::Map{}, {}, {}};
        auto& members = std::get<Value::Map>(root.data);
        if (m_dialect == Dialect::Espalier) {
            members.emplace_back("espalier", Value{std::int64_t{1}, {}, {}});
            Value::List stages;
            for (const Stage& stage : recipe.stages) {
                stages.push_back(espalierStage(stage));
            }
            members.emplace_back("stages", Value{std::move(stages), {}, {}});
        } else {
            for (const Stage& stage : recipe.stages) {
                addImportedStages(stage, members);
            }
        }
        return {toYaml(root), m_diagnostics.take()};
    }

private:
    Value espalierStage(const Stage& stage)
    {
        Value::List modifiers;
        for (const Modifier& modifier : stage.modifiers) {
            modifiers.push_back({Value::Map{{modifier.type, arguments(modifier)}}, {}, {}});
        }
        return {Value::Map{{"name", text(stage.name)},
                           {"run_type", text(stage.runType == RunType::Train ? "train" : "oneshot")},
                           {"modifiers", Value{std::move(modifiers), {}, {}}}},
                {},
                {}};
    }

    /// A YAML mapping cannot hold a class twice, so a group begins anew where one returns.
    void addImportedStages(const Stage& stage, Value::Map& members)
    {
        Value::Map stageMembers;
        if (m_dialect == Dialect::SparseML) {
            stageMembers.emplace_back("run_type", text(stage.runType == RunType::Train ? "train" : "oneshot"));
        } else if (stage.runType == RunType::Train) {
            warn(stage.location, "llm-compressor has no train stages: \"" + stage.name +
                                     "\" is written as any other. Train it by another program.");
        }
        Value::Map group;
        int groups = 0;
        const auto closeGroup = [&] {
            const std::string name = groups == 0 ? stage.name : stage.name + "_" + std::to_string(groups + 1);
            stageMembers.emplace_back(name + "_modifiers", Value{std::exchange(group, {}), {}, {}});
            ++groups;
        };
        for (const Modifier& modifier : stage.modifiers) {
            if (upstreamModifier(m_dialect, modifier.type) == nullptr) {
                warn(modifier.location,
                     std::string(programName(m_dialect)) + " has no " + modifier.type + ", so it is left out.");
                continue;
            }
            const bool again = std::any_of(group.begin(), group.end(),
                                           [&](const auto& member) { return member.first == modifier.type; });
            if (again) {
                closeGroup();
            }
            group.emplace_back(modifier.type, arguments(modifier));
        }
        if (!group.empty() || groups == 0) {
            closeGroup();
        }
        members.emplace_back(stage.name + "_stage", Value{std::move(stageMembers), {}, {}});
    }

    Value arguments(const Modifier& modifier)
    {
        const ModifierSchema* schema = m_schemas.find(modifier.type);
        const UpstreamModifier* upstream = upstreamModifier(m_dialect, modifier.type);
        Value::Map result;
        const auto* members = std::get_if<Value::Map>(&modifier.arguments.data);
        for (std::size_t i = 0; members != nullptr && i < members->size(); ++i) {
            const auto& [key, value] = (*members)[i];
            const KeySchema* keySchema = schema == nullptr ? nullptr : schema->find(key);
            const UpstreamKey* upstreamKey = upstream == nullptr ? nullptr : upstream->find(key);
            if (isImplied(modifier, keySchema, upstreamKey, value)) {
                continue;
            }
            const bool ours = schema == nullptr || !schema->available; // passed on unchecked
            const bool onlyOurs = key == "sparsity_profile" && value.text() != "owl";
            if (upstream != nullptr && (upstreamKey == nullptr || onlyOurs) && !ours) {
                warnUnreadable(modifier, keySchema, key, value);
                continue;
            }
            noteDefault(modifier, upstreamKey, value);
            if (key == "config_groups" && upstream != nullptr) {
                addGroups(value, result);
            } else {
                result.emplace_back(outsideName(modifier, key), outsideValue(modifier, key, value));
            }
        }
        replaceAllTarget(modifier, result);
        replaceIgnoredNames(modifier, result);
        return {std::move(result), {}, {}};
    }

    /// A default that nobody wrote, and that the reader of this dialect takes as well.
    bool isImplied(const Modifier& modifier, const KeySchema* schema, const UpstreamKey* upstream,
                   const Value& value) const
    {
        if (schema == nullptr || value.location.line > 0 || !m_schemas.find(modifier.type)->available) {
            return false;
        }
        if (schema->importedDefault && m_dialect != Dialect::Espalier) {
            return value == *schema->importedDefault;
        }
        if (!(value == schema->defaultValue)) {
            return false;
        }
        if (upstream != nullptr && upstream->defaultValue) {
            return value == *upstream->defaultValue;
        }
        const bool decidedByPattern = schema->name == "sparsity" && m_dialect == Dialect::Espalier;
        return !schema->required || decidedByPattern;
    }

    /// Where their default is another one, the key has to be written, which may surprise.
    void noteDefault(const Modifier& modifier, const UpstreamKey* upstream, const Value& value)
    {
        const bool spelledOut = upstream != nullptr && upstream->defaultValue && value.location.line == 0 &&
                                upstream->name != "targets" && upstream->name != "sparsity";
        if (spelledOut) {
            m_diagnostics.note(modifier.location, "recipe.convert.default",
                               "\"" + std::string(upstream->name) + "\" is written out, as " +
                                   std::string(programName(m_dialect)) + "'s default is another one than " +
                                   toText(value) + ".");
        }
    }

    static std::string toText(const Value& value)
    {
        std::string line = toYaml(value);
        line.pop_back(); // the newline
        return line;
    }

    std::string outsideName(const Modifier& modifier, const std::string& key) const
    {
        const bool magnitude = modifier.type == "MagnitudePruningModifier" && m_dialect != Dialect::Espalier;
        return magnitude && key == "sparsity" ? "final_sparsity" : key;
    }

    Value outsideValue(const Modifier& modifier, const std::string& key, const Value& value) const
    {
        if (m_dialect == Dialect::Espalier) {
            return value;
        }
        if (key == "sparsity") { // a pattern decides; they want both
            const Value* pattern = modifier.arguments.find("mask_structure");
            const auto mask = parseMaskStructure(pattern == nullptr ? "" : pattern->text().value_or(""));
            return mask && !mask->unstructured() ? Value{1.0 - static_cast<double>(mask->kept) / mask->group, {}, {}}
                                                 : value;
        }
        if (key == "mask_structure") { // they count the pruned
            const auto mask = parseMaskStructure(value.text().value_or(""));
            if (mask && !mask->unstructured()) {
                return text(std::to_string(mask->group - mask->kept) + ":" + std::to_string(mask->group));
            }
            return value;
        }
        return value;
    }

    /// `__ALL__` of pruning is every Linear but the head; llm-compressor knows classes only.
    void replaceAllTarget(const Modifier& modifier, Value::Map& result) const
    {
        const std::vector<std::string> targets = modifier.targets();
        if (m_dialect != Dialect::LlmCompressor ||
            std::find(targets.begin(), targets.end(), "__ALL__") == targets.end()) {
            return;
        }
        Value::List ignore;
        for (auto& [key, value] : result) {
            if (key == "targets") {
                value.data = Value::List{text("Linear")};
            } else if (key == "ignore") {
                ignore = std::get<Value::List>(value.data);
            }
        }
        std::erase_if(result, [](const auto& member) { return member.first == "ignore"; });
        ignore.push_back(text("re:.*lm_head"));
        result.emplace_back("ignore", Value{std::move(ignore), {}, {}});
    }

    /// llm-compressor's pruners look for names that end in a dot where targets are classes: a pattern works anyway.
    void replaceIgnoredNames(const Modifier& modifier, Value::Map& result)
    {
        const bool searches = modifier.type == "SparseGPTModifier" || modifier.type == "WandaPruningModifier";
        const auto found =
            std::find_if(result.begin(), result.end(), [](const auto& member) { return member.first == "ignore"; });
        auto* items = found == result.end() ? nullptr : std::get_if<Value::List>(&found->second.data);
        if (m_dialect != Dialect::LlmCompressor || !searches || items == nullptr) {
            return;
        }
        for (Value& item : *items) {
            const std::string entry = item.text().value_or("");
            const bool name = !entry.starts_with("re:") && (entry.find('.') != std::string::npos || entry == "lm_head");
            if (name) {
                item.data = asPattern(entry);
            }
        }
    }

    void addGroups(const Value& groups, Value::Map& result) const
    {
        const auto& members = std::get<Value::Map>(groups.data);
        if (m_dialect == Dialect::SparseML && isLegacy(members)) {
            addLegacyScheme(members, result);
        } else {
            result.emplace_back("config_groups", outsideObservers(Value{withoutAllTarget(members), {}, {}}));
        }
    }

    static std::vector<std::string> targetsOf(const Value& group)
    {
        const Value* targets = group.find("targets");
        return targets == nullptr ? std::vector<std::string>{} : targets->texts().value_or(std::vector<std::string>{});
    }

    static bool hasAllTarget(const Value& group)
    {
        const std::vector<std::string> targets = targetsOf(group);
        return std::find(targets.begin(), targets.end(), "__ALL__") != targets.end();
    }

    /// SparseML 1.7 can say a default scheme and overrides, by tensor or channel, with fixed ranges.
    static bool isLegacy(const Value::Map& groups)
    {
        const auto simple = [](const auto& group) {
            for (const char* part : kParts) {
                const Value* args = group.second.find(part);
                const Value* strategy = args == nullptr ? nullptr : args->find("strategy");
                const Value* type = args == nullptr ? nullptr : args->find("type");
                const bool plain = strategy == nullptr || strategy->text() == "tensor" || strategy->text() == "channel";
                if (!plain || (type != nullptr && type->text() != "int")) {
                    return false;
                }
            }
            return true;
        };
        return !groups.empty() && hasAllTarget(groups.front().second) &&
               std::all_of(groups.begin(), groups.end(), simple);
    }

    static Value legacyScheme(const Value& group)
    {
        Value::Map scheme;
        for (const char* part : kParts) {
            const Value* args = group.find(part);
            Value::Map fields;
            for (const char* field : {"num_bits", "symmetric", "strategy"}) {
                if (const Value* value = args == nullptr ? nullptr : args->find(field)) {
                    fields.emplace_back(field, *value);
                }
            }
            const bool present = args != nullptr && !args->isNull();
            if (present || std::string_view(part) != "output_activations") { // that one is off by itself
                scheme.emplace_back(part, present ? Value{std::move(fields), {}, {}} : Value{});
            }
        }
        return {std::move(scheme), {}, {}};
    }

    static void addLegacyScheme(const Value::Map& groups, Value::Map& result)
    {
        Value::Map overrides;
        result.emplace_back("scheme", legacyScheme(groups.front().second));
        for (std::size_t i = 1; i < groups.size(); ++i) {
            const Value& group = groups[i].second;
            const bool off = group.find("weights") == nullptr && group.find("input_activations") == nullptr;
            for (const std::string& target : targetsOf(group)) {
                overrides.emplace_back(target, off ? Value{} : legacyScheme(group));
            }
        }
        if (!overrides.empty()) {
            result.emplace_back("scheme_overrides", Value{std::move(overrides), {}, {}});
        }
    }

    /// `__ALL__` of quantization is Linear and Embedding, as far as no other group names them.
    static Value::Map withoutAllTarget(const Value::Map& groups)
    {
        std::vector<std::string> named;
        for (const auto& [groupName, group] : groups) {
            const std::vector<std::string> targets = targetsOf(group);
            named.insert(named.end(), targets.begin(), targets.end());
        }
        Value::Map result;
        for (const auto& [groupName, group] : groups) {
            if (!hasAllTarget(group)) {
                result.emplace_back(groupName, group);
                continue;
            }
            for (const char* className : {"Linear", "Embedding"}) {
                if (std::find(named.begin(), named.end(), className) != named.end()) {
                    continue;
                }
                const bool embedding = std::string_view(className) == "Embedding";
                Value::Map members;
                members.emplace_back("targets", Value{Value::List{text(className)}, {}, {}});
                for (const char* part : kParts) {
                    const Value* args = group.find(part);
                    if (args != nullptr && (!embedding || std::string_view(part) == "weights")) { // its input is ids
                        members.emplace_back(part, *args);
                    }
                }
                result.emplace_back(embedding ? groupName + "_embedding" : groupName,
                                    Value{std::move(members), {}, {}});
            }
        }
        return result;
    }

    /// Their names of our observers.
    Value outsideObservers(Value value) const
    {
        if (auto* members = std::get_if<Value::Map>(&value.data)) {
            for (auto& [key, member] : *members) {
                if (key == "observer" && member.text() == "moving_average") {
                    member.data = std::string("minmax");
                } else if (key == "observer" && member.text() == "minmax") {
                    member.data = std::string("static_minmax");
                } else {
                    member = outsideObservers(std::move(member));
                }
            }
        }
        return value;
    }

    void warnUnreadable(const Modifier& modifier, const KeySchema* schema, const std::string& key, const Value& value)
    {
        const auto* list = std::get_if<Value::List>(&value.data);
        const bool isDefault =
            schema != nullptr && value == schema->importedDefault.value_or(schema->defaultValue); // theirs
        const bool says = value.boolean() != false && !value.isNull() && (list == nullptr || !list->empty());
        if (says && !isDefault) {
            warn(value.location.line > 0 ? value.location : modifier.location,
                 "\"" + key + "\" of " + modifier.type + " cannot be said in the dialect of " +
                     std::string(programName(m_dialect)) + ", so it is left out.");
        }
    }

    void warn(Location location, std::string message)
    {
        m_diagnostics.warning(location, "recipe.convert.lost", std::move(message));
    }

    Dialect m_dialect;
    const SchemaRegistry& m_schemas;
    Diagnostics m_diagnostics;
};

} // namespace

WrittenRecipe writeRecipe(const Recipe& recipe, Dialect dialect, const SchemaRegistry& schemas)
{
    return dialect == Dialect::Quark ? writeQuarkConfig(recipe, schemas) : Writer(dialect, schemas).run(recipe);
}

} // namespace espalier::recipe
