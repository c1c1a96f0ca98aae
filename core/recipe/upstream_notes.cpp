#include "core/recipe/upstream_notes.h"

#include <algorithm>
#include <string>

#include "core/recipe/mask.h"
#include "core/recipe/parse.h"
#include "core/recipe/upstream_keys.h"

namespace espalier::recipe {

namespace {

bool says(const Value* value)
{
    return value != nullptr && !value->isNull() && value->boolean() != false;
}

bool isPattern(const std::string& entry)
{
    return entry.starts_with("re:");
}

std::vector<std::string> textsOf(const RawModifier& modifier, const char* key)
{
    const Value* value = modifier.arguments.find(key);
    return value == nullptr ? std::vector<std::string>{} : value->texts().value_or(std::vector<std::string>{});
}

/// The first text below a value that is an expression; nullptr if there is none.
const Value* firstExpression(const Value& value)
{
    if (const auto* members = std::get_if<Value::Map>(&value.data)) {
        for (const auto& member : *members) {
            if (const Value* found = firstExpression(member.second)) {
                return found;
            }
        }
    } else if (const auto* items = std::get_if<Value::List>(&value.data)) {
        for (const Value& item : *items) {
            if (const Value* found = firstExpression(item)) {
                return found;
            }
        }
    } else if (const auto text = value.text(); text && text->starts_with("eval(")) {
        return &value;
    }
    return nullptr;
}

class Explainer
{
public:
    Explainer(Dialect dialect, const SchemaRegistry& schemas, Diagnostics& diagnostics)
        : m_dialect(dialect), m_program(programName(dialect)), m_schemas(schemas), m_diagnostics(diagnostics)
    {
    }

    void run(const Value& root, const std::vector<RawStage>& stages)
    {
        if (m_dialect == Dialect::SparseML) {
            explainRunTypes(root, stages);
        } else {
            explainFlattening(stages);
        }
        explainOtherReader(root, stages);
        m_stages = &stages;
        for (std::size_t i = 0; i < stages.size(); ++i) {
            for (std::size_t j = 0; j < stages[i].modifiers.size(); ++j) {
                explainModifier(i, j);
            }
        }
    }

private:
    void note(Location location, const char* code, std::string message)
    {
        m_diagnostics.note(location, std::string("recipe.upstream.") + code, std::move(message));
    }

    void warning(Location location, const char* code, std::string message)
    {
        m_diagnostics.warning(location, std::string("recipe.upstream.") + code, std::move(message));
    }

    // documents

    /// SparseML takes a stage's run type from its name where the key is missing.
    void explainRunTypes(const Value& root, const std::vector<RawStage>& stages)
    {
        for (const RawStage& stage : stages) {
            const Value* value = findStage(root, stage);
            if (value == nullptr || value->find("run_type") != nullptr) {
                continue;
            }
            if (stage.name.find("train") != std::string::npos) {
                note(stage.location, "run-type",
                     "Without \"run_type\", SparseML trains here as the stage's name holds \"train\".");
            } else if (stages.size() > 1 && stage.name.find("oneshot") == std::string::npos) {
                warning(stage.location, "run-type",
                        "SparseML refuses a stage with neither \"run_type\" nor \"train\" or \"oneshot\" in its name. "
                        "Here it runs in one shot.");
            }
        }
    }

    static const Value* findStage(const Value& root, const RawStage& stage)
    {
        const Value* nested = root.find("stages");
        for (const Value* parent : {&root, nested}) {
            for (const std::string& key : {stage.name + "_stage", stage.name}) {
                const Value* found = parent == nullptr ? nullptr : parent->find(key);
                if (found != nullptr && std::holds_alternative<Value::Map>(found->data)) {
                    return found;
                }
            }
        }
        return nullptr;
    }

    /// What llm-compressor leaves out without a word: it opens the same files with a much smaller grammar.
    std::vector<std::pair<Location, std::string>> unreadByLlmCompressor(const Value& root,
                                                                        const std::vector<RawStage>& stages) const
    {
        std::vector<std::pair<Location, std::string>> unread;
        for (const auto& [key, value] : std::get<Value::Map>(root.data)) {
            if (key == "stages" || key == "modifiers" || key.ends_with("_modifiers")) {
                unread.emplace_back(value.keyLocation,
                                    "llm-compressor reads nothing of this: it knows \"NAME_stage:\" with "
                                    "\"GROUP_modifiers:\" in it alone, and says no word of what it leaves out.");
            }
        }
        for (const RawStage& stage : stages) {
            const Value* value = findStage(root, stage);
            const Value* runType = value == nullptr ? nullptr : value->find("run_type");
            const Value* args = value == nullptr ? nullptr : value->find("args");
            if (stage.runType == RunType::Train) {
                unread.emplace_back(
                    runType == nullptr ? stage.location : runType->keyLocation,
                    "llm-compressor does not read \"run_type\": it would run all modifiers of this file "
                    "as one list in one shot, and train nothing.");
            }
            if (args != nullptr) {
                unread.emplace_back(args->keyLocation, "llm-compressor does not read \"args\" of a stage.");
            }
        }
        if (const Value* expression = firstExpression(root)) {
            unread.emplace_back(expression->location,
                                "llm-compressor computes no \"eval(...)\": it would take this for a text.");
        }
        return unread;
    }

    void explainOtherReader(const Value& root, const std::vector<RawStage>& stages)
    {
        for (auto& [location, message] : unreadByLlmCompressor(root, stages)) {
            if (m_dialect == Dialect::SparseML) { // written for a program that does read it: one reminder
                note(location, "llm-compressor", std::move(message));
                return;
            }
            warning(location, "llm-compressor", message + " Here it is followed.");
        }
    }

    void explainFlattening(const std::vector<RawStage>& stages)
    {
        if (stages.size() > 1) {
            note(stages[1].location, "flattened",
                 "llm-compressor runs the modifiers of all stages as one list and keeps the last stage's name alone. "
                 "Here each stage writes a model of its own, and the next one starts from it.");
        }
    }

    // modifiers

    void explainModifier(std::size_t stage, std::size_t index)
    {
        const RawModifier& modifier = (*m_stages)[stage].modifiers[index];
        explainForeignKeys(modifier);
        const bool sparseGpt = modifier.name == "SparseGPTModifier";
        const bool wanda = modifier.name == "WandaPruningModifier";
        if (sparseGpt) {
            explainMaskCounts(modifier);
            explainJointSweep(modifier);
        }
        if (sparseGpt || wanda) {
            explainIgnore(modifier);
            explainLists(modifier);
        }
        explainPattern(modifier);
        if (modifier.name == "MagnitudePruningModifier" && says(modifier.arguments.find("apply_globally"))) {
            note(modifier.arguments.find("apply_globally")->keyLocation, "global",
                 std::string(m_program) +
                     " raises an error for \"apply_globally\", which it never got. Here it works.");
        }
        if (const Value* after = modifier.arguments.find("post_oneshot_calibration"); says(after)) {
            note(after->keyLocation, "recalibration",
                 "The ranges of static activations are found again at the end of the stage, as SparseML 1.7 does. "
                 "llm-compressor has no such key.");
        }
        if (m_dialect == Dialect::LlmCompressor) {
            explainSchemes(stage, index);
            explainZeros(stage, index);
        } else if (modifier.name == "SmoothQuantModifier" && modifier.arguments.find("mappings") == nullptr) {
            note(modifier.location, "mappings",
                 "SparseML 1.7 refuses SmoothQuant without \"mappings\". Here the model's family tells them.");
        }
    }

    /// Keys that Espalier has and the document's program has not.
    void explainForeignKeys(const RawModifier& modifier)
    {
        const std::string type = modifier.name == "LegacyQuantizationModifier" ? "QuantizationModifier" : modifier.name;
        const ModifierSchema* schema = m_schemas.find(type);
        const UpstreamModifier* upstream = upstreamModifier(m_dialect, type);
        if (schema == nullptr) {
            return;
        }
        if (upstream == nullptr) {
            warning(modifier.location, "foreign",
                    std::string(m_program) + " has no " + type + ", so it cannot run this file. Here it works.");
            return;
        }
        for (const auto& [key, value] : std::get<Value::Map>(modifier.arguments.data)) {
            const KeySchema* known = schema->find(key);
            if (known != nullptr && known->status == KeyStatus::Active && !known->importOnly &&
                upstream->find(known->name) == nullptr) {
                warning(value.keyLocation, "foreign",
                        std::string(m_program) + " has no key \"" + key + "\" for " + type + " and " +
                            (m_dialect == Dialect::SparseML ? "drops it without a word" : "raises an error for it") +
                            ". Here it works.");
            }
        }
    }

    static bool unstructured(const RawModifier& modifier)
    {
        const Value* value = modifier.arguments.find("mask_structure");
        const auto mask = value == nullptr ? std::nullopt : parseMaskStructure(value->text().value_or(""));
        return !mask || mask->unstructured();
    }

    /// They count what goes, papers and Espalier what stays; of half-and-half patterns it is the same.
    void explainPattern(const RawModifier& modifier)
    {
        const Value* value = modifier.arguments.find("mask_structure");
        const auto mask = value == nullptr ? std::nullopt : parseMaskStructure(value->text().value_or(""));
        if (!mask || mask->unstructured() || 2 * mask->kept == mask->group) {
            return;
        }
        const std::string pruned = std::to_string(mask->kept); // as it is written
        const std::string group = std::to_string(mask->group);
        note(value->keyLocation, "pattern",
             "\"" + pruned + ":" + group + "\" makes " + pruned + " of every " + group + " inputs zero in " +
                 std::string(m_program) + ". Here N:M counts what is kept, so that this is " +
                 std::to_string(mask->group - mask->kept) + ":" + group + ".");
    }

    void explainMaskCounts(const RawModifier& modifier)
    {
        if (!unstructured(modifier)) {
            return;
        }
        const Value* blockSize = modifier.arguments.find("block_size");
        const Value* sparsity = modifier.arguments.find("sparsity");
        note(sparsity == nullptr ? modifier.location : sparsity->keyLocation, "one-more",
             std::string(m_program) +
                 " prunes one weight more than this in each block of columns, and all weights that "
                 "tie with it. Here the count is exact.");
        if (blockSize == nullptr || blockSize->isNull()) {
            note(modifier.location, "block-size",
                 std::string(m_program) + " chooses a mask over 128 columns at a time, here over 32, which has the "
                                          "smaller error. Write \"block_size: 128\" for theirs.");
        }
    }

    void explainJointSweep(const RawModifier& modifier)
    {
        const Value* quantize = modifier.arguments.find("quantize");
        if (m_dialect == Dialect::SparseML && says(quantize)) {
            note(quantize->keyLocation, "joint",
                 "SparseGPT quantizes what it keeps in the sweep that prunes. The QuantizationModifier says how, and "
                 "rounds by itself only what SparseGPT does not touch.");
        }
    }

    /// llm-compressor names what it finds inside a target "TARGET.CHILD"; inside a Linear the child's name is empty.
    void explainIgnore(const RawModifier& modifier)
    {
        const Value* ignore = modifier.arguments.find("ignore");
        const auto* items = ignore == nullptr ? nullptr : std::get_if<Value::List>(&ignore->data);
        if (m_dialect != Dialect::LlmCompressor || items == nullptr) {
            return;
        }
        const std::vector<std::string> targets = textsOf(modifier, "targets");
        const bool linear = targets.empty() || std::find(targets.begin(), targets.end(), "Linear") != targets.end();
        for (const Value& item : *items) {
            if (const auto text = item.text(); linear && text && !isPattern(*text)) {
                note(item.location, "ignore",
                     "With \"targets: Linear\", llm-compressor looks for the name \"" + *text +
                         ".\", ending in a dot, so this entry ignores nothing there and the matrix is pruned. Here it "
                         "is left alone. \"re:.*" +
                         *text + "\" works in both.");
            }
        }
    }

    void explainLists(const RawModifier& modifier)
    {
        const Value* sparsity = modifier.arguments.find("sparsity");
        const bool list = sparsity != nullptr && std::holds_alternative<Value::List>(sparsity->data);
        const std::vector<std::string> targets = textsOf(modifier, "targets");
        if (m_dialect == Dialect::SparseML && list && std::any_of(targets.begin(), targets.end(), isPattern)) {
            note(sparsity->keyLocation, "sparsity-list",
                 "SparseML 1.7 refuses a list of sparsities beside targets with \"re:\". Here each matched target has "
                 "its entry, in model order.");
        }
        const Value* profile = modifier.arguments.find("sparsity_profile");
        if (m_dialect == Dialect::LlmCompressor && says(profile)) {
            note(profile->keyLocation, "owl",
                 "llm-compressor hands OWL's table of layers on as if it were one number, so a run with it fails "
                 "there.");
        }
    }

    bool isQuantizer(const std::string& type) const
    {
        const ModifierSchema* schema = m_schemas.find(type);
        return schema != nullptr && schema->quantizationKeys;
    }

    static bool hasScheme(const RawModifier& modifier)
    {
        return says(modifier.arguments.find("scheme")) || says(modifier.arguments.find("config_groups"));
    }

    void explainSchemes(std::size_t stage, std::size_t index)
    {
        const RawModifier& modifier = (*m_stages)[stage].modifiers[index];
        if (modifier.name == "AWQModifier") {
            if (!hasScheme(modifier) && !laterQuantizer(stage, index)) {
                warning(modifier.location, "awq-alone",
                        "llm-compressor raises an error here: AWQ only scales, and a quantization modifier has to "
                        "come after it.");
            }
        } else if (modifier.name == "GPTQModifier" && earlierSchemes(stage, index)) {
            return; // it rounds what they apply to, in llm-compressor as here
        } else if (isQuantizer(modifier.name) && !hasScheme(modifier) &&
                   !says(modifier.arguments.find("kv_cache_scheme"))) {
            warning(modifier.location, "no-scheme",
                    "With neither \"scheme\" nor \"config_groups\" this quantizes nothing, in llm-compressor as here. "
                    "Add one, as in \"scheme: W8A8\".");
        }
    }

    bool earlierSchemes(std::size_t stage, std::size_t index) const
    {
        const auto& modifiers = (*m_stages)[stage].modifiers;
        return std::any_of(modifiers.begin(), modifiers.begin() + std::ptrdiff_t(index),
                           [this](const RawModifier& other) { return isQuantizer(other.name) && hasScheme(other); });
    }

    bool laterQuantizer(std::size_t stage, std::size_t index) const
    {
        for (std::size_t i = stage; i < m_stages->size(); ++i) {
            const auto& modifiers = (*m_stages)[i].modifiers;
            for (std::size_t j = i == stage ? index + 1 : 0; j < modifiers.size(); ++j) {
                if (isQuantizer(modifiers[j].name)) {
                    return true;
                }
            }
        }
        return false;
    }

    void explainZeros(std::size_t stage, std::size_t index)
    {
        const RawModifier& modifier = (*m_stages)[stage].modifiers[index];
        if (modifier.name != "GPTQModifier") {
            return;
        }
        for (std::size_t i = 0; i <= stage; ++i) {
            const auto& modifiers = (*m_stages)[i].modifiers;
            for (std::size_t j = 0; j < (i == stage ? index : modifiers.size()); ++j) {
                const ModifierSchema* schema = m_schemas.find(modifiers[j].name);
                const bool prunes = modifiers[j].name.find("Pruning") != std::string::npos ||
                                    (schema != nullptr && schema->kind == ModifierKind::Pruning);
                if (prunes) {
                    note(
                        modifier.location, "zeros",
                        "llm-compressor's GPTQ no longer keeps the zeros of a pruned model, so many of them come back. "
                        "Here they stay.");
                    return;
                }
            }
        }
    }

    Dialect m_dialect;
    std::string_view m_program;
    const SchemaRegistry& m_schemas;
    Diagnostics& m_diagnostics;
    const std::vector<RawStage>* m_stages = nullptr;
};

} // namespace

void explainUpstream(const Value& root, Dialect dialect, const std::vector<RawStage>& stages,
                     const SchemaRegistry& schemas, Diagnostics& diagnostics)
{
    if (dialect == Dialect::SparseML || dialect == Dialect::LlmCompressor) {
        Explainer(dialect, schemas, diagnostics).run(root, stages);
    }
}

} // namespace espalier::recipe
