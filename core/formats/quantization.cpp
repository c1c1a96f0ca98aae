#include "core/formats/quantization.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include <nlohmann/json.hpp>

namespace espalier::formats {
namespace {

using nlohmann::json;

constexpr int kLargestBlock = 1 << 24;
constexpr std::array<std::string_view, 5> kStrategies = {"tensor", "channel", "group", "block", "token"};
constexpr std::string_view kFloat4Format = "nvfp4-pack-quantized";
constexpr std::array<std::string_view, 6> kFormats = {"dense",           "int-quantized",  "naive-quantized",
                                                      "float-quantized", "pack-quantized", kFloat4Format};
constexpr std::array<std::string_view, 3> kSparseFormats = {"dense", "sparse-bitmask", "sparse-24-bitmask"};
constexpr const char* kMarlin = "marlin-24";
constexpr std::array<std::string_view, 3> kMethods = {"compressed-tensors", "compressed_tensors", "sparseml"};

/// Thrown within this file only.
struct Refused
{
    Error error;
};

[[noreturn]] void refuse(const std::string& key, const std::string& why)
{
    throw Refused{{"quantization.config", "The quantization key '" + key + "' " + why + ".", ""}};
}

template <std::size_t N> bool contains(const std::array<std::string_view, N>& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

/// The member, or null where there is none.
const json& member(const json& object, const char* key)
{
    static const json kNull;
    const auto found = object.find(key);
    return found == object.end() ? kNull : *found;
}

std::string text(const json& object, const char* key, const std::string& place, const std::string& fallback)
{
    const json& value = member(object, key);
    if (!value.is_null() && !value.is_string()) {
        refuse(place + key, "must be text, but is " + value.dump());
    }
    return value.is_null() ? fallback : value.get<std::string>();
}

bool flag(const json& object, const char* key, const std::string& place, bool fallback)
{
    const json& value = member(object, key);
    if (!value.is_null() && !value.is_boolean()) {
        refuse(place + key, "must be true or false, but is " + value.dump());
    }
    return value.is_null() ? fallback : value.get<bool>();
}

int number(const json& object, const char* key, const std::string& place, int fallback)
{
    const json& value = member(object, key);
    if (value.is_null()) {
        return fallback;
    }
    if (!value.is_number_integer() || value < -1 || value > (1 << 24)) {
        refuse(place + key, "must be a whole number, but is " + value.dump());
    }
    return value.get<int>();
}

std::vector<std::string> texts(const json& object, const char* key, const std::string& place)
{
    const json& value = member(object, key);
    std::vector<std::string> result;
    if (value.is_null()) {
        return result;
    }
    if (!value.is_array()) {
        refuse(place + key, "must be a list of names, but is " + value.dump());
    }
    for (const json& entry : value) {
        if (!entry.is_string()) {
            refuse(place + key, "must be a list of names, but holds " + entry.dump());
        }
        result.push_back(entry.get<std::string>());
    }
    return result;
}

Strategy strategyOf(const json& object, const std::string& place, int groupSize)
{
    const char* inferred = groupSize > 0 ? "group" : groupSize == -1 ? "channel" : "tensor";
    const std::string name = text(object, "strategy", place, inferred);
    const auto found = std::ranges::find(kStrategies, name);
    if (found == kStrategies.end()) {
        refuse(place + "strategy",
               "is '" + name + "', which this version does not read (tensor, channel, group, block, token)");
    }
    return static_cast<Strategy>(found - kStrategies.begin());
}

/// [rows, columns], or "128x128".
void readBlock(const json& object, const std::string& place, QuantizationArgs& args)
{
    const json& block = member(object, "block_structure");
    int rows = 0;
    int columns = 0;
    if (block.is_string()) {
        const std::string words = block.get<std::string>();
        if (std::sscanf(words.c_str(), "%9dx%9d", &rows, &columns) != 2) {
            rows = 0;
        }
    } else if (block.is_array() && block.size() == 2 && block[0].is_number_integer() && block[1].is_number_integer()) {
        const auto side = [](const json& value) { // out of range stays out of range
            return static_cast<int>(std::clamp<std::int64_t>(value.get<std::int64_t>(), 0, kLargestBlock + 1));
        };
        rows = side(block[0]);
        columns = side(block[1]);
    }
    const bool wanted = args.strategy == Strategy::Block;
    const bool valid = rows >= 1 && columns >= 1 && rows <= kLargestBlock && columns <= kLargestBlock;
    if (wanted ? !valid : !block.is_null()) {
        refuse(place + "block_structure", wanted ? "must give the rows and columns of a block, as in [128, 128]"
                                                 : "is set, but the strategy is not 'block'");
    }
    args.blockRows = wanted ? rows : 0;
    args.blockColumns = wanted ? columns : 0;
}

QuantizationArgs argsOf(const json& object, const std::string& place)
{
    if (!object.is_object()) {
        refuse(place, "must be an object, but is " + object.dump());
    }
    QuantizationArgs args;
    const std::string inside = place + ".";
    const std::string type = text(object, "type", inside, "int");
    if (type != "int" && type != "float") {
        refuse(inside + "type", "is '" + type + "', which is unknown (int, float)");
    }
    args.type = type == "float" ? QuantizationType::Float : QuantizationType::Int;
    args.bits = number(object, "num_bits", inside, 8);
    if (args.bits < 1 || args.bits > 8 || (args.type == QuantizationType::Float && args.bits != 8)) {
        refuse(inside + "num_bits", "is " + std::to_string(args.bits) + "; read are 1 to 8 for int and 8 for float");
    }
    args.symmetric = flag(object, "symmetric", inside, true);
    args.groupSize = number(object, "group_size", inside, 0);
    args.strategy = strategyOf(object, inside, args.groupSize);
    if (args.strategy == Strategy::Group && args.groupSize < 1) {
        refuse(inside + "group_size", "must be above 0 with the strategy 'group'");
    }
    args.groupSize = std::max(args.groupSize, 0); // -1 is another way to write "channel"
    if (member(object, "dynamic") == "local") {
        refuse(inside + "dynamic", "is 'local', which this version does not read");
    }
    args.dynamic = flag(object, "dynamic", inside, false);
    args.observer = text(object, "observer", inside, "");
    readBlock(object, inside, args);
    return args;
}

std::optional<QuantizationArgs> optionalArgs(const json& group, const char* key, const std::string& place)
{
    const json& value = member(group, key);
    return value.is_null() ? std::nullopt : std::optional(argsOf(value, place + key));
}

/// What changes the meaning of the stored weights and is not understood.
void refuseOthers(const json& object)
{
    const json& transform = member(object, "transform_config");
    if (!transform.is_null() && !transform.empty()) {
        refuse("transform_config", "is set; rotated weights are not read by this version");
    }
    const json& sparsity = member(object, "sparsity_config");
    if (!sparsity.is_null() && !sparsity.empty()) {
        const std::string format =
            sparsity.is_object() ? text(sparsity, "format", "sparsity_config.", "dense") : sparsity.dump();
        if (!contains(kSparseFormats, format)) {
            refuse("sparsity_config.format",
                   "is '" + format + "', which is not read (dense, sparse-bitmask, sparse-24-bitmask)");
        }
    }
}

json toJson(const QuantizationArgs& args)
{
    return {{"num_bits", args.bits},
            {"type", args.type == QuantizationType::Float ? "float" : "int"},
            {"symmetric", args.symmetric},
            {"strategy", kStrategies[static_cast<std::size_t>(args.strategy)]},
            {"group_size", args.strategy == Strategy::Group ? json(args.groupSize) : json()},
            {"block_structure", args.strategy == Strategy::Block ? json({args.blockRows, args.blockColumns}) : json()},
            {"dynamic", args.dynamic},
            {"actorder", nullptr},
            {"observer", args.observer.empty() ? json() : json(args.observer)},
            {"observer_kwargs", json::object()}};
}

json toJson(const std::optional<QuantizationArgs>& args)
{
    return args ? toJson(*args) : json();
}

} // namespace

Result<QuantizationConfig> quantizationConfigFromJson(const nlohmann::json& json)
try {
    if (!json.is_object()) {
        refuse("quantization_config", "must be an object");
    }
    const std::string method = text(json, "quant_method", "", "compressed-tensors");
    if (method == "bitsandbytes") {
        refuse("quant_method", "is 'bitsandbytes', whose codes lie in an order of its GPU kernels and are not read "
                               "(compressed-tensors, gptq and awq are). Save the model dequantized");
    }
    if (!contains(kMethods, method)) {
        refuse("quant_method",
               "is '" + method + "', which is not supported (compressed-tensors; gptq and awq in a model's folder)");
    }
    QuantizationConfig config;
    config.format = text(json, "format", "", "dense");
    if (config.format == kMarlin) {
        refuse("format", "is 'marlin-24', whose weights are permuted for one GPU kernel and are not read. Compress the "
                         "dense model again");
    }
    if (!contains(kFormats, config.format) && config.format != "mixed-precision") {
        refuse("format", "is '" + config.format +
                             "', which is not read (dense, int-quantized, naive-quantized, float-quantized, "
                             "pack-quantized, nvfp4-pack-quantized)");
    }
    refuseOthers(json);
    const nlohmann::json& groups = member(json, "config_groups");
    if (!groups.is_null() && !groups.is_object()) {
        refuse("config_groups", "must be an object");
    }
    for (const auto& [name, group] : groups.items()) {
        const std::string place = "config_groups." + name + ".";
        if (!group.is_object()) {
            refuse("config_groups." + name, "must be an object");
        }
        if (const std::string format = text(group, "format", place, config.format);
            !contains(kFormats, format) && format != "mixed-precision") {
            refuse(place + "format", "is '" + format + "', which this version does not read");
        }
        QuantizationScheme scheme;
        scheme.targets = texts(group, "targets", place);
        scheme.format = text(group, "format", place, "");
        if ((scheme.format.empty() ? config.format : scheme.format) == kFloat4Format) {
            continue; // its weights are read as floats, its inputs are not rounded
        }
        scheme.weights = optionalArgs(group, "weights", place);
        scheme.inputActivations = optionalArgs(group, "input_activations", place);
        scheme.outputActivations = optionalArgs(group, "output_activations", place);
        config.groups.push_back(std::move(scheme));
    }
    config.ignore = texts(json, "ignore", "");
    config.keysAndValues = optionalArgs(json, "kv_cache_scheme", "");
    if (config.keysAndValues && (config.keysAndValues->strategy != Strategy::Tensor || config.keysAndValues->dynamic)) {
        refuse("kv_cache_scheme", "must have one fixed scale for all keys and one for all values of a layer (strategy "
                                  "'tensor', not dynamic)");
    }
    return config;
} catch (const Refused& refused) {
    return refused.error;
}

nlohmann::json toJson(const QuantizationConfig& config)
{
    json groups = json::object();
    for (std::size_t i = 0; i < config.groups.size(); ++i) {
        const QuantizationScheme& scheme = config.groups[i];
        groups["group_" + std::to_string(i)] = {{"targets", scheme.targets},
                                                {"weights", toJson(scheme.weights)},
                                                {"input_activations", toJson(scheme.inputActivations)},
                                                {"output_activations", toJson(scheme.outputActivations)}};
        if (!scheme.format.empty()) {
            groups["group_" + std::to_string(i)]["format"] = scheme.format;
        }
    }
    return {{"quant_method", "compressed-tensors"},
            {"format", config.format},
            {"quantization_status", "compressed"},
            {"global_compression_ratio", nullptr},
            {"config_groups", std::move(groups)},
            {"ignore", config.ignore},
            {"kv_cache_scheme", toJson(config.keysAndValues)}};
}

} // namespace espalier::formats
