#include "core/recipe/quantization_keys.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/recipe/quantization_presets.h"

namespace espalier::recipe {

namespace {

enum class Part { Weights, Inputs, Outputs };

constexpr std::array kPartKeys = {"weights", "input_activations", "output_activations"};

const char* key(Part part)
{
    return kPartKeys[static_cast<std::size_t>(part)];
}

Value textValue(std::string text, Location location = {})
{
    return {std::move(text), location, {}};
}

/// The fields of one QuantizationArgs, all spelled out where they matter.
Value argsValue(const PresetArgs& args, const std::string& observer, Location location)
{
    Value::Map map;
    map.emplace_back("num_bits", Value{std::int64_t{args.bits}, location, {}});
    map.emplace_back("type", textValue(args.type, location));
    map.emplace_back("symmetric", Value{args.symmetric, location, {}});
    map.emplace_back("strategy", textValue(args.strategy, location));
    if (args.groupSize > 0) {
        map.emplace_back("group_size", Value{std::int64_t{args.groupSize}, location, {}});
    }
    if (args.blockRows > 0) {
        map.emplace_back("block_structure", Value{Value::List{Value{std::int64_t{args.blockRows}, location, {}},
                                                              Value{std::int64_t{args.blockColumns}, location, {}}},
                                                  location,
                                                  {}});
    }
    map.emplace_back("dynamic", Value{args.dynamic, location, {}});
    if (!observer.empty()) {
        map.emplace_back("observer", textValue(observer, location));
    }
    return {std::move(map), location, {}};
}

class Canonicalizer
{
public:
    Canonicalizer(const Value& arguments, Dialect dialect, QuantizationKind kind, Location place,
                  Diagnostics& diagnostics)
        : m_arguments(arguments), m_dialect(dialect), m_kind(kind), m_legacy(kind == QuantizationKind::Legacy),
          m_place(place), m_diagnostics(diagnostics)
    {
    }

    Value run()
    {
        const Value* groups = m_arguments.find("config_groups");
        const Value* scheme = m_arguments.find("scheme");
        const bool hasGroups = groups != nullptr && !groups->isNull();
        const bool hasScheme = scheme != nullptr && !scheme->isNull();
        if (const Value* order = m_arguments.find("actorder")) {
            checkActOrder(*order);
        }
        const Value* cache = m_arguments.find("kv_cache_scheme");
        const bool hasCache = cache != nullptr && !cache->isNull();
        if (hasCache) {
            checkCache(*cache);
        }
        if (hasGroups && hasScheme) {
            m_diagnostics.error(scheme->keyLocation, "recipe.key.conflict",
                                "\"scheme\" and \"config_groups\" exclude each other. Keep one of them.");
        } else if (m_legacy) {
            readLegacy(hasScheme ? scheme : nullptr);
        } else if (hasGroups) {
            readGroups(*groups);
        } else if (hasScheme) {
            readPresets(*scheme);
        } else if (m_kind == QuantizationKind::Solver) { // the schemes of a modifier before it
            warnOfTargets();
        } else if (m_dialect == Dialect::Espalier && !hasCache) {
            m_diagnostics.error(m_place, "recipe.key.missing",
                                "Quantization needs \"scheme\" (as in \"scheme: W8A8\") or \"config_groups\".");
        }
        return {std::move(m_groups), hasGroups ? groups->location : m_place, {}};
    }

private:
    void addGroup(Value targets, std::optional<Value> weights, std::optional<Value> inputs,
                  std::optional<Value> outputs, Location location, std::string name = {})
    {
        Value::Map group;
        group.emplace_back("targets", std::move(targets));
        if (weights) {
            group.emplace_back(key(Part::Weights), std::move(*weights));
        }
        if (inputs) {
            group.emplace_back(key(Part::Inputs), std::move(*inputs));
        }
        if (outputs) {
            group.emplace_back(key(Part::Outputs), std::move(*outputs));
        }
        if (name.empty()) {
            name = "group_" + std::to_string(m_groups.size());
        }
        m_groups.emplace_back(std::move(name), Value{std::move(group), location, location});
    }

    void warnOfTargets()
    {
        const Value* targets = m_arguments.find("targets");
        const std::vector<std::string> usual = {"Linear"};
        if (targets != nullptr && !targets->isNull() && targets->texts() != usual) {
            m_diagnostics.warning(
                targets->keyLocation, "recipe.key.no-effect",
                "\"targets\" has no effect without \"scheme\" or \"config_groups\": what the "
                "QuantizationModifier before it targets is taken. Use \"ignore\" to leave modules out.");
        }
    }

    void checkCache(const Value& cache)
    {
        if (!std::holds_alternative<Value::Map>(cache.data)) {
            m_diagnostics.error(cache.location, "recipe.key.type",
                                "\"kv_cache_scheme\" holds \"num_bits\", \"type\" and the like.");
        } else if (const auto args = keyValueArgs(cache); !args) {
            m_diagnostics.error(cache.location, args.error().code, args.error().message);
        } else {
            readPart(&cache, Part::Outputs); // checks the fields
        }
    }

    void checkActOrder(const Value& value)
    {
        const std::string text = value.text().value_or("");
        if (text == "group" || text == "dynamic" || value.boolean() == true) {
            m_diagnostics.error(value.location, "recipe.scheme.later",
                                "Act-order by \"group\" regroups the inputs and has to store an index for each. "
                                "\"static\" sweeps in the same order and stores none.",
                                "static");
        } else if (!value.isNull() && value.boolean() != false && text != "none" && !isStaticActOrder(value)) {
            m_diagnostics.error(value.location, "recipe.key.type", "\"actorder\" is \"static\" or \"none\".",
                                nearest(text, {"static", "none"}));
        }
    }

    static Value targetList(std::string target, Location location)
    {
        return {Value::List{textValue(std::move(target), location)}, location, {}};
    }

    // SparseML 1.7: one default scheme and overrides by module or class

    void readLegacy(const Value* scheme)
    {
        const Value none;
        const Value& wanted = scheme == nullptr ? none : *scheme;
        addLegacyGroup(targetList("__ALL__", wanted.location), wanted, wanted.location);
        const Value* overrides = m_arguments.find("scheme_overrides");
        if (overrides == nullptr || overrides->isNull()) {
            return;
        }
        const auto* members = std::get_if<Value::Map>(&overrides->data);
        if (members == nullptr) {
            m_diagnostics.error(overrides->location, "recipe.key.type",
                                "\"scheme_overrides\" maps modules or classes to schemes.");
            return;
        }
        for (const auto& [target, value] : *members) {
            if (value.isNull()) { // not quantized at all
                addGroup(targetList(target, value.keyLocation), {}, {}, {}, value.keyLocation);
            } else {
                addLegacyGroup(targetList(target, value.keyLocation), value, value.keyLocation);
            }
        }
    }

    void addLegacyGroup(Value targets, const Value& scheme, Location location)
    {
        bool symmetricInputs = false;
        if (const auto preset = scheme.text()) {
            if (*preset != "default" && *preset != "deepsparse" && *preset != "tensorrt") {
                const std::string near = nearest(*preset, {"default", "deepsparse", "tensorrt"});
                m_diagnostics.error(scheme.location, "recipe.preset.unknown",
                                    "\"" + *preset +
                                        "\" is no scheme of SparseML. It has \"default\", \"deepsparse\" and "
                                        "\"tensorrt\".",
                                    near);
            }
            symmetricInputs = *preset == "tensorrt";
        } else if (!scheme.isNull() && !std::holds_alternative<Value::Map>(scheme.data)) {
            m_diagnostics.error(scheme.location, "recipe.key.type",
                                "A scheme is a name or holds \"weights\" and the like.");
        }
        checkParts(scheme, {"targets"});
        const Value* weights = scheme.find(key(Part::Weights));
        const Value* inputs = scheme.find(key(Part::Inputs));
        std::optional<Value> weightArgs = readPart(weights, Part::Weights);
        if (weights == nullptr) {
            weightArgs = argsValue({8, "int", true, "tensor", 0, false}, "", location);
        }
        std::optional<Value> inputArgs = readPart(inputs, Part::Inputs);
        if (inputs == nullptr) {
            inputArgs = argsValue({8, "int", symmetricInputs, "tensor", 0, false}, "moving_average", location);
        }
        addGroup(std::move(targets), std::move(weightArgs), std::move(inputArgs),
                 readPart(scheme.find(key(Part::Outputs)), Part::Outputs), location);
    }

    // compressed-tensors

    void readGroups(const Value& groups)
    {
        const auto* members = std::get_if<Value::Map>(&groups.data);
        if (members == nullptr) {
            m_diagnostics.error(groups.location, "recipe.key.type", "\"config_groups\" maps names to groups.");
            return;
        }
        for (const auto& [name, group] : *members) {
            checkParts(group, {"targets", "format"});
            const Value* targets = group.find("targets");
            if (!std::holds_alternative<Value::Map>(group.data) || targets == nullptr || !targets->texts() ||
                targets->texts()->empty()) {
                m_diagnostics.error(group.keyLocation, "recipe.key.missing",
                                    "The group \"" + name + "\" needs \"targets\", as in \"targets: [Linear]\".");
                continue;
            }
            addGroup(listOf(*targets), readPart(group.find(key(Part::Weights)), Part::Weights),
                     readPart(group.find(key(Part::Inputs)), Part::Inputs),
                     readPart(group.find(key(Part::Outputs)), Part::Outputs), group.keyLocation, name);
        }
    }

    static Value listOf(const Value& texts)
    {
        return texts.text() ? Value{Value::List{texts}, texts.location, texts.keyLocation} : texts;
    }

    void readPresets(const Value& scheme)
    {
        if (const auto name = scheme.text()) {
            const Value* targets = m_arguments.find("targets");
            addPreset(*name, scheme.location,
                      targets != nullptr && targets->texts() ? listOf(*targets) : targetList("Linear", {}));
            return;
        }
        const auto* members = std::get_if<Value::Map>(&scheme.data);
        if (members == nullptr) {
            m_diagnostics.error(scheme.location, "recipe.key.type",
                                "\"scheme\" is a preset's name, or maps presets to targets.", "W8A8");
            return;
        }
        for (const auto& [name, targets] : *members) {
            if (!targets.texts()) {
                m_diagnostics.error(targets.keyLocation, "recipe.key.type",
                                    "\"" + name + "\" needs a list of targets, as in \"" + name + ": [Linear]\".");
                continue;
            }
            addPreset(name, targets.keyLocation, listOf(targets));
        }
    }

    static std::vector<std::string> presetsThatRun()
    {
        std::vector<std::string> names = presetNames();
        std::erase_if(names, [](const std::string& name) { return findPreset(name)->later; });
        return names;
    }

    void addPreset(const std::string& name, Location location, Value targets)
    {
        const Preset* preset = findPreset(name);
        if (preset == nullptr) {
            const std::string near = nearest(name, presetNames());
            m_diagnostics.error(location, "recipe.preset.unknown",
                                "\"" + name + "\" is no quantization preset here." +
                                    (near.empty() ? std::string() : " The nearest is \"" + near + "\".") +
                                    " There are " + quotedList(presetsThatRun()) +
                                    "; \"config_groups\" says any other scheme.",
                                near);
            return;
        }
        if (preset->later) {
            m_diagnostics.error(location, "recipe.scheme.later",
                                "The number format of \"" + name +
                                    "\" comes in a later version. \"W8A8\" works today.");
            return;
        }
        const std::string weightObserver = partObserver(Part::Weights);
        const std::string inputObserver = partObserver(Part::Inputs);
        addGroup(std::move(targets),
                 preset->weights ? std::optional(argsValue(*preset->weights, weightObserver, location)) : std::nullopt,
                 preset->inputs
                     ? std::optional(argsValue(*preset->inputs, preset->inputs->dynamic ? "" : inputObserver, location))
                     : std::nullopt,
                 {}, location);
    }

    // fields

    void checkParts(const Value& scheme, std::vector<std::string> known)
    {
        known.insert(known.begin(), kPartKeys.begin(), kPartKeys.end());
        checkKeys(scheme, known, "a quantization scheme");
    }

    void checkKeys(const Value& value, const std::vector<std::string>& known, const std::string& where)
    {
        const auto* members = std::get_if<Value::Map>(&value.data);
        if (members == nullptr) {
            return;
        }
        for (const auto& [name, member] : *members) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                const std::string near = nearest(name, known);
                m_diagnostics.add(m_dialect == Dialect::SparseML ? Severity::Warning : Severity::Error,
                                  member.keyLocation, "recipe.key.unknown",
                                  "\"" + name + "\" is not a key of " + where + "." +
                                      (near.empty() ? "" : " The nearest is \"" + near + "\"."),
                                  near);
            }
        }
    }

    std::optional<Value> readPart(const Value* value, Part part)
    {
        if (value == nullptr || value->isNull()) {
            return std::nullopt;
        }
        if (!std::holds_alternative<Value::Map>(value->data)) {
            m_diagnostics.error(value->location, "recipe.key.type",
                                std::string("\"") + key(part) + "\" holds \"num_bits\", \"symmetric\" and the like.");
            return std::nullopt;
        }
        if (const Value* order = value->find("actorder")) {
            checkActOrder(*order);
        }
        checkKeys(*value,
                  {"num_bits", "type", "symmetric", "strategy", "group_size", "dynamic", "observer", "block_structure",
                   "actorder", "scale_dtype", "zp_dtype", "observer_kwargs", "kwargs"},
                  std::string("\"") + key(part) + "\"");
        PresetArgs args;
        args.symmetric = flag(*value, "symmetric", !m_legacy);
        args.bits = readBits(*value);
        args.type = choice(*value, "type", {"int", "float"}, "int");
        readStrategy(*value, part, args);
        noteUnread(*value);
        warnOfObserverSettings(*value);
        std::string observer = args.dynamic ? "" : readObserver(*value, part);
        return argsValue(args, observer, value->location);
    }

    int readBits(const Value& value)
    {
        const Value* bits = value.find("num_bits");
        if (bits == nullptr || bits->isNull()) {
            return 8;
        }
        const auto* number = std::get_if<std::int64_t>(&bits->data);
        if (number == nullptr || *number < 1 || *number > 16) {
            m_diagnostics.error(bits->location, "recipe.key.range", "\"num_bits\" is a whole number from 1 to 16.",
                                "8");
            return 8;
        }
        return static_cast<int>(*number);
    }

    void readStrategy(const Value& value, Part part, PresetArgs& args)
    {
        std::int64_t groupSize = 0;
        if (const Value* size = value.find("group_size"); size != nullptr && !size->isNull()) {
            const auto* number = std::get_if<std::int64_t>(&size->data);
            if (number == nullptr || *number < -1 || *number == 0 || *number > 1'000'000) {
                m_diagnostics.error(size->location, "recipe.key.range",
                                    "\"group_size\" is a number of inputs, as in 128, or -1 for whole channels.",
                                    "128");
            } else {
                groupSize = *number;
            }
        }
        const char* inferred = groupSize > 0 ? "group" : groupSize < 0 ? "channel" : "tensor";
        args.strategy = choice(value, "strategy",
                               {"tensor", "channel", "group", "block", "token", "tensor_group", "attn_head"}, inferred);
        const std::string_view strategy = args.strategy;
        args.groupSize = groupSize > 0 ? static_cast<int>(groupSize) : 0;
        const bool grouped = strategy == "group" || strategy == "tensor_group";
        const Value* place = value.find(grouped ? "strategy" : "group_size");
        if (grouped != (args.groupSize > 0)) {
            m_diagnostics.error(place == nullptr ? value.location : place->location, "recipe.key.conflict",
                                grouped ? "The strategy \"group\" needs \"group_size\", as in \"group_size: 128\"."
                                        : "\"group_size\" needs the strategy \"group\".");
        }
        readBlock(value, args);
        args.dynamic = readDynamic(value, strategy == "token");
        if (part == Part::Weights && (args.dynamic || strategy == "token")) {
            m_diagnostics.error(value.location, "recipe.key.conflict",
                                "Weights have fixed ranges: by tensor, channel, group or block, and not dynamic.");
        } else if (part != Part::Weights && strategy == "channel") {
            m_diagnostics.error(value.location, "recipe.key.conflict",
                                "Activations cannot be quantized by channel. Use \"tensor\" or \"token\".");
        }
    }

    /// [rows, columns], or "128x128".
    void readBlock(const Value& value, PresetArgs& args)
    {
        const Value* block = value.find("block_structure");
        const bool given = block != nullptr && !block->isNull();
        const bool wanted = std::string_view(args.strategy) == "block";
        if (!given && !wanted) {
            return;
        }
        if (given) {
            const auto* sizes = std::get_if<Value::List>(&block->data);
            if (sizes != nullptr && sizes->size() == 2) {
                args.blockRows = static_cast<int>(std::clamp((*sizes)[0].number().value_or(0.0), 0.0, 1e6));
                args.blockColumns = static_cast<int>(std::clamp((*sizes)[1].number().value_or(0.0), 0.0, 1e6));
            } else if (std::sscanf(block->text().value_or("").c_str(), "%6dx%6d", &args.blockRows,
                                   &args.blockColumns) != 2) {
                args.blockRows = 0;
            }
        }
        if (!wanted || args.blockRows < 1 || args.blockColumns < 1) {
            m_diagnostics.error(given ? block->location : value.location, "recipe.key.conflict",
                                wanted ? "The strategy \"block\" needs \"block_structure\", as in [128, 128]."
                                       : "\"block_structure\" needs the strategy \"block\".");
            args.blockRows = args.blockColumns = 0;
        }
    }

    bool readDynamic(const Value& value, bool token)
    {
        const Value* dynamic = value.find("dynamic");
        if (dynamic == nullptr || dynamic->isNull()) {
            return token;
        }
        if (dynamic->text() == "local") {
            m_diagnostics.error(dynamic->location, "recipe.scheme.later",
                                "Local dynamic ranges come in a later version.");
            return true;
        }
        const auto flagValue = dynamic->boolean();
        if (!flagValue) {
            m_diagnostics.error(dynamic->location, "recipe.key.type", "\"dynamic\" is true or false.");
        } else if (token && !*flagValue) {
            m_diagnostics.error(dynamic->location, "recipe.key.conflict",
                                "Ranges by token are dynamic. Write \"dynamic: true\" or use the strategy \"tensor\".",
                                "true");
        }
        return flagValue.value_or(token);
    }

    bool flag(const Value& value, const char* name, bool fallback)
    {
        const Value* member = value.find(name);
        if (member == nullptr || member->isNull()) {
            return fallback;
        }
        if (!member->boolean()) {
            m_diagnostics.error(member->location, "recipe.key.type", std::string("\"") + name + "\" is true or false.");
        }
        return member->boolean().value_or(fallback);
    }

    const char* choice(const Value& value, const char* name, std::initializer_list<const char*> words,
                       const char* fallback)
    {
        const Value* member = value.find(name);
        if (member == nullptr || member->isNull()) {
            return fallback;
        }
        const std::string text = member->text().value_or("");
        const auto word = std::find(words.begin(), words.end(), text);
        if (word != words.end()) {
            return *word;
        }
        const std::vector<std::string> known(words.begin(), words.end());
        m_diagnostics.error(member->location, "recipe.key.type",
                            std::string("\"") + name + "\" is one of " + quotedList(known) + ".", nearest(text, known));
        return fallback;
    }

    /// Fields whose value says nothing that this version could follow.
    void noteUnread(const Value& value)
    {
        for (const char* name : {"scale_dtype", "zp_dtype", "observer_kwargs", "kwargs"}) {
            const Value* member = value.find(name);
            const bool says = member != nullptr && !member->isNull() && member->boolean() != false &&
                              !std::holds_alternative<Value::Map>(member->data);
            if (says) {
                m_diagnostics.note(member->keyLocation, "recipe.key.no-effect",
                                   std::string("\"") + name + "\" has no effect here.");
            }
        }
    }

    /// Observers work with their own settings: whoever set others has to know.
    void warnOfObserverSettings(const Value& value)
    {
        for (const char* name : {"observer_kwargs", "kwargs"}) {
            const Value* member = value.find(name);
            const auto* settings = member == nullptr ? nullptr : std::get_if<Value::Map>(&member->data);
            std::vector<std::string> keys;
            for (std::size_t i = 0; settings != nullptr && i < settings->size(); ++i) {
                keys.push_back((*settings)[i].first);
            }
            if (!keys.empty()) {
                m_diagnostics.warning(member->keyLocation, "recipe.key.no-effect",
                                      quotedList(keys) + " of \"" + name + "\" " + (keys.size() == 1 ? "is" : "are") +
                                          " not followed: observers work with settings of their own here.");
            }
        }
    }

    std::string readObserver(const Value& value, Part part)
    {
        const Value* member = value.find("observer");
        if (member == nullptr || member->isNull()) {
            const std::string fromModifier = partObserver(part);
            return fromModifier.empty() && m_legacy && part != Part::Weights ? "moving_average" : fromModifier;
        }
        return observerName(*member, part);
    }

    /// `input_observer: x` or `observer: {input: x}` or `observer: x` of the modifier.
    std::string partObserver(Part part)
    {
        static constexpr std::array kNames = {"weights", "input", "output"};
        const std::string name = kNames[static_cast<std::size_t>(part)];
        const Value* own = m_arguments.find((part == Part::Weights ? "weight" : name) + "_observer");
        if (own == nullptr) {
            own = m_arguments.find("observer");
            if (own != nullptr && !own->text()) {
                own = own->find(name);
            }
        }
        return own == nullptr || own->isNull() ? std::string() : observerName(*own, part);
    }

    /// compressed-tensors' `minmax` is a moving average; ours are named by what they do.
    std::string observerName(const Value& value, Part part)
    {
        const std::string given = value.text().value_or("");
        std::string ours;
        if (given == "moving_average" || given == "MovingAverageMinMaxObserver" || given == "moving_average_min_max" ||
            (given == "minmax" && m_dialect != Dialect::Espalier)) {
            ours = "moving_average";
        } else if (given == "minmax" || given == "static_minmax" || given == "memoryless_minmax") {
            ours = "minmax";
        } else if (given == "mse" || given == "memoryless_mse") {
            return "mse";
        } else if (given == "imatrix_mse" || given == "nvfp4_expanded_mse") {
            m_diagnostics.error(value.location, "recipe.scheme.later",
                                "The observer \"" + given + "\" comes in a later version. \"mse\" works today.", "mse");
        } else {
            m_diagnostics.error(value.location, "recipe.key.type",
                                "\"" + given + "\" is no observer. Write \"minmax\", \"moving_average\" or \"mse\".",
                                nearest(given, {"minmax", "moving_average", "mse"}));
        }
        return part == Part::Weights ? std::string() : ours; // weights do not move
    }

    const Value& m_arguments;
    Dialect m_dialect;
    QuantizationKind m_kind;
    bool m_legacy;
    Location m_place;
    Diagnostics& m_diagnostics;
    Value::Map m_groups;
};

} // namespace

Value canonicalConfigGroups(const Value& arguments, Dialect dialect, QuantizationKind kind, Location place,
                            Diagnostics& diagnostics)
{
    return Canonicalizer(arguments, dialect, kind, place, diagnostics).run();
}

bool isStaticActOrder(const Value& value)
{
    return value.text() == "static" || value.text() == "weight";
}

QuantizationKind quantizationKind(const std::string& className, const Value& arguments, Dialect dialect)
{
    if (isLegacyQuantization(className, arguments, dialect)) {
        return QuantizationKind::Legacy;
    }
    return className == "QuantizationModifier" ? QuantizationKind::Schemes : QuantizationKind::Solver;
}

bool isLegacyQuantization(const std::string& className, const Value& arguments, Dialect dialect)
{
    if (dialect != Dialect::SparseML || className == "GPTQModifier") {
        return false;
    }
    const Value* scheme = arguments.find("scheme");
    const bool presetOfTensors = scheme != nullptr && scheme->text() && findPreset(*scheme->text()) != nullptr;
    return className == "LegacyQuantizationModifier" ||
           (arguments.find("config_groups") == nullptr && arguments.find("targets") == nullptr &&
            arguments.find("kv_cache_scheme") == nullptr && !presetOfTensors);
}

} // namespace espalier::recipe
