#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/recipe/expression.h"
#include "core/recipe/raw.h"
#include "core/recipe/training_keys.h"

namespace espalier::recipe {

namespace {

std::optional<RunType> runTypeOf(std::string_view text)
{
    if (text == "oneshot") {
        return RunType::OneShot;
    }
    return text == "train" ? std::optional(RunType::Train) : std::nullopt;
}

std::optional<RunType> readRunType(const Value& value, Diagnostics& diagnostics)
{
    const std::string text = value.text().value_or("");
    const auto runType = runTypeOf(text);
    if (!runType) {
        const std::string near = nearest(text, {"oneshot", "train"});
        diagnostics.error(value.location, "recipe.stage.run-type",
                          "\"" + text + "\" is no run type. Write \"oneshot\" or \"train\".", near);
    }
    return runType;
}

bool isScalar(const Value& value)
{
    return !std::holds_alternative<Value::Map>(value.data) && !std::holds_alternative<Value::List>(value.data);
}

/// Replaces every "eval(expression)" below a value by its number.
class Evaluator
{
public:
    Evaluator(Value::Map variables, Diagnostics& diagnostics)
        : m_variables(std::move(variables)), m_diagnostics(diagnostics)
    {
    }

    void replace(Value& value)
    {
        if (auto* members = std::get_if<Value::Map>(&value.data)) {
            for (auto& member : *members) {
                replace(member.second);
            }
        } else if (auto* items = std::get_if<Value::List>(&value.data)) {
            for (Value& item : *items) {
                replace(item);
            }
        } else if (const auto text = value.text(); text && isCall(*text)) {
            const Result<double> number = evaluate(*text, 0);
            if (number) {
                assign(value, *number);
            } else {
                m_diagnostics.error(value.location, number.error().code, number.error().message);
                value.data = std::monostate{};
            }
        }
    }

private:
    static constexpr int kMaxDepth = 16;

    static bool isCall(std::string_view text) { return text.starts_with("eval(") && text.ends_with(')'); }

    static void assign(Value& value, double number)
    {
        constexpr double kExactIntegers = 9007199254740992.0; // 2^53
        if (number == std::floor(number) && std::abs(number) < kExactIntegers) {
            value.data = static_cast<std::int64_t>(number);
        } else {
            value.data = number;
        }
    }

    Result<double> evaluate(std::string_view call, int depth)
    {
        return evaluateExpression(call.substr(5, call.size() - 6), [&](std::string_view name) -> Result<double> {
            const auto variable = std::find_if(m_variables.begin(), m_variables.end(),
                                               [&](const auto& pair) { return pair.first == name; });
            if (variable == m_variables.end()) {
                return Error{"recipe.eval",
                             "No argument is called \"" + std::string(name) +
                                 "\". Give it a value at the top of the recipe or in the stage's args.",
                             ""};
            }
            if (const auto number = variable->second.number()) {
                return *number;
            }
            const auto text = variable->second.text();
            if (text && isCall(*text) && depth < kMaxDepth) {
                return evaluate(*text, depth + 1);
            }
            return Error{"recipe.eval", "The argument \"" + std::string(name) + "\" is no number.", ""};
        });
    }

    Value::Map m_variables;
    Diagnostics& m_diagnostics;
};

class ImportedReader
{
public:
    ImportedReader(Dialect dialect, const SchemaRegistry& schemas, Diagnostics& diagnostics)
        : m_dialect(dialect), m_schemas(schemas), m_diagnostics(diagnostics)
    {
    }

    std::vector<RawStage> read(const Value::Map& root)
    {
        for (const auto& [key, value] : root) {
            if (isScalar(value)) {
                m_variables.emplace_back(key, value);
            }
        }
        for (const auto& [key, value] : root) {
            if (key == "stages") {
                readStages(value);
            } else if (key.ends_with("_stage")) {
                readStage(key.substr(0, key.size() - 6), value);
            } else if (isGroupKey(key)) {
                readTopLevelGroup(value);
            } else if (isScalar(value)) {
                checkVariable(key, value);
            } else if (key != "metadata" && key != "args") {
                unknownKey(key, value, {"stages"});
            }
        }
        return std::move(m_stages);
    }

private:
    void readStages(const Value& value)
    {
        const auto* members = std::get_if<Value::Map>(&value.data);
        if (members == nullptr) {
            m_diagnostics.error(value.location, "recipe.structure", "\"stages\" has to map names to stages.");
            return;
        }
        for (const auto& [name, stage] : *members) {
            readStage(name.ends_with("_stage") ? name.substr(0, name.size() - 6) : name, stage);
        }
    }

    void readStage(const std::string& name, const Value& value)
    {
        const auto* members = std::get_if<Value::Map>(&value.data);
        if (members == nullptr) {
            m_diagnostics.error(value.keyLocation, "recipe.structure",
                                "The stage \"" + name +
                                    "\" has to hold groups of modifiers, as in \"pruning_modifiers:\".");
            return;
        }
        RawStage stage{name, RunType::OneShot, {}, value.keyLocation};
        bool runTypeKnown = false;
        bool enabled = true;
        Value::Map variables = m_variables;
        for (const auto& [key, member] : *members) {
            if (key == "run_type") {
                if (const auto runType = readRunType(member, m_diagnostics)) {
                    stage.runType = *runType;
                }
                runTypeKnown = true;
            } else if (key == "args" || key == "enabled" || key == "exclude_default") {
                readOption(key, member, variables, enabled);
            } else if (!isGroupKey(key)) {
                unknownKey(key, member,
                           {"run_type", "args", "modifiers", "pruning_modifiers", "quantization_modifiers"});
            }
        }
        if (!runTypeKnown && m_dialect == Dialect::SparseML && name.find("train") != std::string::npos) {
            stage.runType = RunType::Train;
        }
        Evaluator evaluator(variables, m_diagnostics);
        for (const auto& [key, member] : *members) {
            if (isGroupKey(key)) {
                Value group = member;
                evaluator.replace(group);
                for (RawModifier& modifier : readModifiers(group, m_diagnostics)) {
                    stage.modifiers.push_back(std::move(modifier));
                }
            }
        }
        translateTraining(stage, variables, m_schemas, m_diagnostics);
        if (enabled) {
            m_stages.push_back(std::move(stage));
        }
    }

    void readOption(const std::string& key, const Value& member, Value::Map& variables, bool& enabled)
    {
        if (key == "enabled") {
            enabled = member.boolean().value_or(true);
            if (!enabled) {
                m_diagnostics.note(member.keyLocation, "recipe.stage.disabled", "This stage is disabled and left out.");
            }
        } else if (const auto* arguments = std::get_if<Value::Map>(&member.data);
                   arguments != nullptr && key == "args") {
            variables.insert(variables.begin(), arguments->begin(), arguments->end()); // the stage's own come first
        }
    }

    /// Groups outside of any stage belong to one unnamed stage.
    void readTopLevelGroup(const Value& value)
    {
        if (m_stages.empty() || m_stages.back().name != "default") {
            m_stages.push_back({"default", RunType::OneShot, {}, value.keyLocation});
        }
        Value group = value;
        Evaluator(m_variables, m_diagnostics).replace(group);
        for (RawModifier& modifier : readModifiers(group, m_diagnostics)) {
            m_stages.back().modifiers.push_back(std::move(modifier));
        }
    }

    void checkVariable(const std::string& key, const Value& value)
    {
        if (m_dialect == Dialect::LlmCompressor && key != "version") {
            unknownKey(key, value, {"pruning_stage", "quantization_stage"});
        }
    }

    /// Both programs drop these without a word.
    void unknownKey(const std::string& key, const Value& value, std::vector<std::string> candidates)
    {
        const std::string near = nearest(key, candidates);
        m_diagnostics.warning(value.keyLocation, "recipe.key.unknown",
                              "\"" + key + "\" is not read here" +
                                  (near.empty() ? std::string(", so it has no effect. Remove it.")
                                                : ". The nearest is \"" + near + "\"."),
                              near);
    }

    Dialect m_dialect;
    const SchemaRegistry& m_schemas;
    Diagnostics& m_diagnostics;
    Value::Map m_variables;
    std::vector<RawStage> m_stages;
};

} // namespace

bool isGroupKey(std::string_view key)
{
    return key == "modifiers" || key.ends_with("_modifiers");
}

bool isStageName(std::string_view name)
{
    return !name.empty() && name.size() <= 100 && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
    });
}

std::vector<RawModifier> readModifiers(const Value& group, Diagnostics& diagnostics)
{
    std::vector<RawModifier> modifiers;
    if (const auto* members = std::get_if<Value::Map>(&group.data)) {
        for (const auto& [name, arguments] : *members) {
            RawModifier modifier{name, arguments, arguments.keyLocation};
            if (arguments.isNull()) {
                modifier.arguments.data = Value::Map{};
            } else if (!std::holds_alternative<Value::Map>(arguments.data)) {
                diagnostics.error(arguments.location, "recipe.structure",
                                  "\"" + name + "\" has to hold keys and values, as in \"sparsity: 0.5\".");
                continue;
            }
            modifiers.push_back(std::move(modifier));
        }
    } else if (const auto* items = std::get_if<Value::List>(&group.data)) {
        for (const Value& item : *items) {
            if (const auto name = item.text()) { // "- SparseGPTModifier" alone
                modifiers.push_back({*name, Value{Value::Map{}, item.location, {}}, item.location});
                continue;
            }
            if (!std::holds_alternative<Value::Map>(item.data)) {
                diagnostics.error(item.location, "recipe.structure",
                                  "A modifier is a class name with its keys below it, as in \"- SparseGPTModifier:\".");
                continue;
            }
            for (RawModifier& modifier : readModifiers(item, diagnostics)) {
                modifiers.push_back(std::move(modifier));
            }
        }
    } else if (!group.isNull()) {
        diagnostics.error(group.location, "recipe.structure",
                          "Modifiers have to be a list or a mapping of class names to keys.");
    }
    return modifiers;
}

std::vector<RawStage> readImportedStages(const Value& root, Dialect dialect, const SchemaRegistry& schemas,
                                         Diagnostics& diagnostics)
{
    return ImportedReader(dialect, schemas, diagnostics).read(std::get<Value::Map>(root.data));
}

namespace {

void refuseUnknownKeys(const Value::Map& members, const std::vector<std::string>& known, const std::string& where,
                       Diagnostics& diagnostics)
{
    for (const auto& [key, value] : members) {
        if (std::find(known.begin(), known.end(), key) != known.end()) {
            continue;
        }
        const std::string near = nearest(key, known);
        diagnostics.error(
            value.keyLocation, "recipe.key.unknown",
            "\"" + key + "\" is not a key of " + where + "." +
                (near.empty() ? " It takes " + quotedList(known) + "." : " The nearest is \"" + near + "\"."),
            near);
    }
}

std::optional<RawStage> readEspalierStage(const Value& value, Diagnostics& diagnostics)
{
    const auto* members = std::get_if<Value::Map>(&value.data);
    if (members == nullptr) {
        diagnostics.error(value.location, "recipe.structure",
                          "A stage holds \"name\", \"run_type\" and \"modifiers\".");
        return std::nullopt;
    }
    refuseUnknownKeys(*members, {"name", "run_type", "modifiers"}, "a stage", diagnostics);
    RawStage stage;
    stage.location = value.location;
    const Value* name = value.find("name");
    if (name == nullptr || !name->text()) {
        diagnostics.error(name == nullptr ? value.location : name->location, "recipe.key.missing",
                          "A stage needs a \"name\"; its result is written to stage_NAME.");
        return std::nullopt;
    }
    stage.name = *name->text();
    if (const Value* runType = value.find("run_type")) {
        stage.runType = readRunType(*runType, diagnostics).value_or(RunType::OneShot);
    }
    if (const Value* modifiers = value.find("modifiers")) {
        stage.modifiers = readModifiers(*modifiers, diagnostics);
    }
    return stage;
}

} // namespace

std::vector<RawStage> readEspalierStages(const Value& root, Diagnostics& diagnostics)
{
    refuseUnknownKeys(std::get<Value::Map>(root.data), {"espalier", "name", "description", "stages"}, "a recipe",
                      diagnostics);
    const Value& version = *root.find("espalier");
    if (version.number() != 1.0) {
        diagnostics.error(version.location, "recipe.version",
                          "This version reads \"espalier: 1\" only. Use a newer Espalier for this recipe.", "1");
    }
    std::vector<RawStage> stages;
    const Value* list = root.find("stages");
    const auto* items = list == nullptr ? nullptr : std::get_if<Value::List>(&list->data);
    if (items == nullptr) {
        diagnostics.error(list == nullptr ? Location{1, 1} : list->location, "recipe.structure",
                          "A recipe needs \"stages\", a list of stages that run in order.");
        return stages;
    }
    for (const Value& item : *items) {
        if (auto stage = readEspalierStage(item, diagnostics)) {
            stages.push_back(std::move(*stage));
        }
    }
    return stages;
}

} // namespace espalier::recipe
