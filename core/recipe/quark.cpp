#include "core/recipe/quark.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

namespace espalier::recipe {

namespace {

constexpr const char* kOsscar = "osscar";
constexpr const char* kDepth = "layer_importance_depth_pruning";

constexpr const char* kOsscarModifier = "OSSCARPruningModifier";
constexpr const char* kDepthModifier = "DepthPruningModifier";

/// Quark rounds every kept width to this.
constexpr std::int64_t kQuarkMultiple = 128;

const std::vector<std::string>& osscarKeys()
{
    static const std::vector<std::string> kKeys = {"name",
                                                   "damp_percent",
                                                   "true_sequential",
                                                   "inside_layer_modules",
                                                   "mlp_pruning_modules",
                                                   "mlp_scaling_layers",
                                                   "mlp_pruning_ratio",
                                                   "mlp_intermediate_size_name",
                                                   "model_decoder_layers"};
    return kKeys;
}

const std::vector<std::string>& depthKeys()
{
    static const std::vector<std::string> kKeys = {"name",
                                                   "delete_layer_num",
                                                   "delete_layers_index",
                                                   "save_gpu_memory",
                                                   "layer_num_field",
                                                   "model_decoder_layers",
                                                   "layer_norm_field"};
    return kKeys;
}

/// The algorithm of a configuration: by its name, else by the keys that it alone has; empty if neither tells.
std::string algorithmOf(const Value& config)
{
    if (const Value* name = config.find("name"); name != nullptr && name->text()) {
        return *name->text();
    }
    const auto has = [&](std::initializer_list<const char*> keys) {
        return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return config.find(key) != nullptr; });
    };
    if (has({"mlp_pruning_ratio", "mlp_pruning_modules", "mlp_scaling_layers", "mlp_intermediate_size_name"})) {
        return kOsscar;
    }
    return has({"delete_layer_num", "delete_layers_index", "layer_num_field", "layer_norm_field"}) ? kDepth : "";
}

class Reader
{
public:
    explicit Reader(Diagnostics& diagnostics) : m_diagnostics(diagnostics) {}

    std::vector<RawStage> read(const Value& root)
    {
        RawStage stage{"pruning", RunType::OneShot, {}, {1, 1}};
        const Value* wrapped = root.find("algo_config");
        if (wrapped == nullptr) {
            addConfig(root, stage);
            return finish(std::move(stage));
        }
        checkKeys(root, {"algo_config", "blockwise_tuning_config", "log_severity_level"}, "a PConfig");
        if (const Value* tuning = root.find("blockwise_tuning_config"); tuning != nullptr && !tuning->isNull()) {
            m_diagnostics.warning(tuning->keyLocation, "recipe.upstream.blockwise-tuning",
                                  "Quark tunes the blocks after pruning by this. It is left out here: add a "
                                  "BlockReconstructionModifier for the like.");
        }
        if (const auto* list = std::get_if<Value::List>(&wrapped->data)) {
            for (const Value& config : *list) {
                addConfig(config, stage);
            }
        } else if (!wrapped->isNull()) {
            addConfig(*wrapped, stage);
        }
        return finish(std::move(stage));
    }

private:
    static std::vector<RawStage> finish(RawStage stage)
    {
        return stage.modifiers.empty() ? std::vector<RawStage>{} : std::vector<RawStage>{std::move(stage)};
    }

    void addConfig(const Value& config, RawStage& stage)
    {
        if (!std::holds_alternative<Value::Map>(config.data)) {
            m_diagnostics.error(config.location, "recipe.structure",
                                "Quark's configuration of an algorithm holds keys and values, as in "
                                "\"mlp_pruning_ratio\": 0.1.");
            return;
        }
        const std::string algorithm = algorithmOf(config);
        if (algorithm == kOsscar) {
            stage.modifiers.push_back(osscar(config));
        } else if (algorithm == kDepth) {
            stage.modifiers.push_back(depth(config));
        } else {
            const Value* name = config.find("name");
            m_diagnostics.error(name == nullptr ? config.location : name->location, "recipe.modifier.unknown",
                                "\"" + algorithm + "\" is no pruning algorithm of Quark. It has \"" + kOsscar +
                                    "\" and \"" + kDepth + "\".",
                                nearest(algorithm, {kOsscar, kDepth}));
        }
    }

    RawModifier osscar(const Value& config)
    {
        checkKeys(config, osscarKeys(), "an OSSCARConfig");
        noteFamilyKeys(config, {"inside_layer_modules", "mlp_pruning_modules", "mlp_scaling_layers",
                                "mlp_intermediate_size_name", "model_decoder_layers"});
        if (const Value* sequential = config.find("true_sequential")) {
            m_diagnostics.note(sequential->keyLocation, "recipe.key.no-effect",
                               "\"true_sequential\" has no effect here. Each layer is always pruned with inputs from "
                               "the pruned layers before it.");
        }
        const Location place = placeOf(config);
        m_diagnostics.note(
            place, "recipe.upstream.osscar",
            "Quark chooses the channels by the Cholesky factor where OSSCAR has the inverse Hessian, "
            "and without local search; only its last least squares step is the paper's. Here the paper's "
            "choice is made.");
        Value::Map keys;
        take(config, "mlp_pruning_ratio", "mlp_pruning_ratio", Value{0.1, place, place}, keys);
        take(config, "damp_percent", "dampening_frac", Value{0.01, place, place}, keys);
        keys.emplace_back("multiple", Value{kQuarkMultiple, place, place});
        return {kOsscarModifier, Value{std::move(keys), config.location, place}, place};
    }

    RawModifier depth(const Value& config)
    {
        checkKeys(config, depthKeys(), "a LayerImportancePruneConfig");
        noteFamilyKeys(config, {"layer_num_field", "model_decoder_layers", "layer_norm_field"});
        if (const Value* memory = config.find("save_gpu_memory"); memory != nullptr && memory->boolean() == true) {
            m_diagnostics.note(memory->keyLocation, "recipe.key.no-effect",
                               "\"save_gpu_memory\" has no effect here. One layer is in memory at any time.");
        }
        const Location place = placeOf(config);
        Value::Map keys;
        const Value* indices = config.find("delete_layers_index");
        const auto* list = indices == nullptr ? nullptr : std::get_if<Value::List>(&indices->data);
        if (list != nullptr && !list->empty()) {
            keys.emplace_back("layer_indices", *indices);
            m_diagnostics.note(
                indices->keyLocation, "recipe.upstream.layer-count",
                "With layers named, Quark does not lower num_hidden_layers, so that what it saves "
                "does not load again, and ignores \"delete_layer_num\". Here the configuration follows.");
        } else {
            take(config, "delete_layer_num", "layers", Value{std::int64_t{1}, place, place}, keys);
            keys.emplace_back("method", Value{std::string("window"), place, place});
            keys.emplace_back("measure", Value{std::string("perplexity"), place, place});
            m_diagnostics.note(place, "recipe.upstream.depth",
                               "Quark removes the run of neighbouring layers with the best perplexity on the very text "
                               "that it reports. Here held-out text chooses, and \"method: greedy\" may remove layers "
                               "that are no neighbours.");
        }
        return {kDepthModifier, Value{std::move(keys), config.location, place}, place};
    }

    static Location placeOf(const Value& config)
    {
        const Value* name = config.find("name");
        return name != nullptr ? name->location : config.keyLocation.line > 0 ? config.keyLocation : config.location;
    }

    static void take(const Value& config, const char* theirs, const char* ours, Value fallback, Value::Map& keys)
    {
        const Value* value = config.find(theirs);
        keys.emplace_back(ours, value == nullptr ? std::move(fallback) : *value);
    }

    void checkKeys(const Value& config, const std::vector<std::string>& known, const std::string& where)
    {
        for (const auto& [key, value] : std::get<Value::Map>(config.data)) {
            if (std::find(known.begin(), known.end(), key) != known.end()) {
                continue;
            }
            const std::string near = nearest(key, known);
            m_diagnostics.error(value.keyLocation, "recipe.key.unknown",
                                "\"" + key + "\" is not a key of " + where + " of Quark." +
                                    (near.empty() ? " Remove it." : " The nearest is \"" + near + "\"."),
                                near);
        }
    }

    /// Names of modules, which Quark has to be told.
    void noteFamilyKeys(const Value& config, std::initializer_list<const char*> keys)
    {
        std::vector<std::string> given;
        const Value* first = nullptr;
        for (const auto& [key, value] : std::get<Value::Map>(config.data)) {
            if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
                given.push_back(key);
                first = first == nullptr ? &value : first;
            }
        }
        if (first != nullptr) {
            m_diagnostics.note(first->keyLocation, "recipe.key.no-effect",
                               quotedList(given) + (given.size() == 1 ? " is" : " are") +
                                   " not needed here: the model's family says which modules these are.");
        }
    }

    Diagnostics& m_diagnostics;
};

class Writer
{
public:
    explicit Writer(const SchemaRegistry& schemas) : m_schemas(schemas) {}

    WrittenRecipe run(const Recipe& recipe)
    {
        const Modifier* chosen = nullptr;
        for (const Stage& stage : recipe.stages) {
            for (const Modifier& modifier : stage.modifiers) {
                const bool structured = modifier.type == kOsscarModifier || modifier.type == kDepthModifier;
                if (structured && chosen == nullptr) {
                    chosen = &modifier;
                } else {
                    warn(modifier.location, structured
                                                ? "A configuration of Quark holds one algorithm, so this second "
                                                  "one is left out. Write it to a file of its own."
                                                : modifier.type + " is nothing that Quark's pruner can do, so it "
                                                                  "is left out.");
                }
            }
        }
        if (chosen == nullptr) {
            m_diagnostics.error({1, 1}, "recipe.convert.nothing",
                                std::string("Quark prunes by ") + kOsscarModifier + " and " + kDepthModifier +
                                    " alone, and this recipe has neither.");
            return {"", m_diagnostics.take()};
        }
        const nlohmann::ordered_json algorithm = chosen->type == kOsscarModifier ? osscar(*chosen) : depth(*chosen);
        if (m_diagnostics.hasErrors()) {
            return {"", m_diagnostics.take()};
        }
        m_diagnostics.note(chosen->location, "recipe.convert.names",
                           "The names of modules are those of Llama and Qwen. Change them for another family.");
        const nlohmann::ordered_json root = {{"algo_config", algorithm}, {"blockwise_tuning_config", nullptr}};
        return {root.dump(2) + "\n", m_diagnostics.take()};
    }

private:
    nlohmann::ordered_json osscar(const Modifier& modifier)
    {
        warnOfOthers(modifier, {"mlp_pruning_ratio", "dampening_frac", "multiple"});
        if (const auto multiple = number(modifier, "multiple");
            multiple && *multiple != 0.0 && *multiple != kQuarkMultiple) {
            warn(modifier.location, "Quark rounds kept widths to multiples of 128 whatever \"multiple\" says.");
        } else if (!multiple || *multiple == 0.0) {
            m_diagnostics.note(
                modifier.location, "recipe.convert.default",
                "Quark rounds kept widths to multiples of 128, which is what \"multiple\": 0 does from a "
                "width of 4096 on.");
        }
        nlohmann::ordered_json json = {{"name", kOsscar}};
        json["damp_percent"] = number(modifier, "dampening_frac").value_or(0.01);
        json["true_sequential"] = true;
        json["inside_layer_modules"] = {"self_attn.k_proj", "self_attn.v_proj", "self_attn.q_proj", "self_attn.o_proj",
                                        "mlp.up_proj",      "mlp.gate_proj",    "mlp.down_proj"};
        json["mlp_pruning_modules"] = nlohmann::ordered_json::array({"mlp.down_proj"});
        json["mlp_scaling_layers"]["mlp.down_proj"] = {"mlp.gate_proj", "mlp.up_proj"};
        json["mlp_pruning_ratio"] = number(modifier, "mlp_pruning_ratio").value_or(0.1);
        json["mlp_intermediate_size_name"] = "intermediate_size";
        json["model_decoder_layers"] = "model.layers";
        return json;
    }

    nlohmann::ordered_json depth(const Modifier& modifier)
    {
        warnOfOthers(modifier, {"layers", "share", "layer_indices", "method", "measure"});
        const Value* method = modifier.arguments.find("method");
        const Value* indices = modifier.arguments.find("layer_indices");
        const auto* list = indices == nullptr ? nullptr : std::get_if<Value::List>(&indices->data);
        const bool named = list != nullptr && !list->empty();
        if (!named && method != nullptr && method->text() && *method->text() != "window") {
            warn(placeOf(*method, modifier), "Quark removes neighbouring layers only, so \"method: " + *method->text() +
                                                 "\" becomes a search over windows.");
        }
        const double layers = number(modifier, "layers").value_or(0.0);
        if (!named && layers < 1.0) {
            m_diagnostics.error(modifier.location, "recipe.convert.share",
                                "Quark counts the layers that go, and how many a share of them is depends on the "
                                "model. Write \"layers\" instead of \"share\".");
        }
        nlohmann::ordered_json json = {{"name", kDepth}};
        nlohmann::ordered_json deleted = nlohmann::ordered_json::array();
        for (std::size_t i = 0; named && i < list->size(); ++i) {
            deleted.push_back(static_cast<std::int64_t>((*list)[i].number().value_or(0.0)));
        }
        json["delete_layer_num"] =
            named ? static_cast<std::int64_t>(list->size()) : static_cast<std::int64_t>(std::llround(layers));
        json["delete_layers_index"] = std::move(deleted);
        json["save_gpu_memory"] = false;
        json["layer_num_field"] = "num_hidden_layers";
        json["model_decoder_layers"] = "model.layers";
        json["layer_norm_field"] = "model.norm";
        if (named) {
            m_diagnostics.warning(placeOf(*indices, modifier), "recipe.upstream.layer-count",
                                  "With layers named, Quark does not lower num_hidden_layers: what it saves does not "
                                  "load until config.json is corrected by hand.");
        }
        return json;
    }

    static std::optional<double> number(const Modifier& modifier, const char* key)
    {
        const Value* value = modifier.arguments.find(key);
        return value == nullptr ? std::nullopt : value->number();
    }

    static Location placeOf(const Value& value, const Modifier& modifier)
    {
        return value.keyLocation.line > 0 ? value.keyLocation : modifier.location;
    }

    /// Keys that say something Quark has no key for.
    void warnOfOthers(const Modifier& modifier, std::initializer_list<const char*> known)
    {
        const ModifierSchema* schema = m_schemas.find(modifier.type);
        for (const auto& [key, value] : std::get<Value::Map>(modifier.arguments.data)) {
            const KeySchema* keySchema = schema == nullptr ? nullptr : schema->find(key);
            const bool isDefault = value.isNull() || (keySchema != nullptr && value == keySchema->defaultValue);
            if (!isDefault && std::find(known.begin(), known.end(), key) == known.end()) {
                warn(placeOf(value, modifier), "Quark has no key for \"" + key + "\", so it is left out.");
            }
        }
    }

    void warn(Location location, std::string message)
    {
        m_diagnostics.warning(location, "recipe.convert.lost", std::move(message));
    }

    const SchemaRegistry& m_schemas;
    Diagnostics m_diagnostics;
};

} // namespace

bool isQuarkConfig(const Value& root)
{
    static constexpr std::array kOwnKeys = {"algo_config",        "mlp_pruning_ratio", "mlp_pruning_modules",
                                            "mlp_scaling_layers", "delete_layer_num",  "delete_layers_index"};
    const auto* members = std::get_if<Value::Map>(&root.data);
    if (members == nullptr) {
        return false;
    }
    const Value* name = root.find("name");
    return (name != nullptr && (name->text() == kOsscar || name->text() == kDepth)) ||
           std::any_of(kOwnKeys.begin(), kOwnKeys.end(), [&](const char* key) { return root.find(key) != nullptr; });
}

std::vector<RawStage> readQuarkStages(const Value& root, Diagnostics& diagnostics)
{
    return Reader(diagnostics).read(root);
}

WrittenRecipe writeQuarkConfig(const Recipe& recipe, const SchemaRegistry& schemas)
{
    return Writer(schemas).run(recipe);
}

} // namespace espalier::recipe
