#include <algorithm>
#include <array>

#include "core/recipe/quantization_keys.h"

namespace espalier::recipe {

namespace {

using formats::QuantizationArgs;
using formats::QuantizationType;
using formats::Strategy;

constexpr std::array kPartKeys = {"weights", "input_activations", "output_activations"};

Result<QuantizationArgs> argsFromValue(const Value& value)
{
    QuantizationArgs args;
    const auto later = [&](const std::string& what) {
        return Error{"recipe.scheme.later", what + " comes in a later version.", std::to_string(value.location.line)};
    };
    args.bits = static_cast<int>(value.find("num_bits") ? value.find("num_bits")->number().value_or(8.0) : 8.0);
    const std::string type = value.find("type") ? value.find("type")->text().value_or("int") : "int";
    args.type = type == "float" ? QuantizationType::Float : QuantizationType::Int;
    args.symmetric = value.find("symmetric") == nullptr || value.find("symmetric")->boolean().value_or(true);
    args.dynamic = value.find("dynamic") != nullptr && value.find("dynamic")->boolean().value_or(false);
    args.observer = value.find("observer") ? value.find("observer")->text().value_or("") : "";
    args.groupSize =
        static_cast<int>(value.find("group_size") ? value.find("group_size")->number().value_or(0.0) : 0.0);
    const std::string strategy = value.find("strategy") ? value.find("strategy")->text().value_or("tensor") : "tensor";
    static const std::vector<std::pair<std::string, Strategy>> kStrategies = {{"tensor", Strategy::Tensor},
                                                                              {"channel", Strategy::Channel},
                                                                              {"group", Strategy::Group},
                                                                              {"block", Strategy::Block},
                                                                              {"token", Strategy::Token}};
    const auto found =
        std::find_if(kStrategies.begin(), kStrategies.end(), [&](const auto& pair) { return pair.first == strategy; });
    if (found == kStrategies.end()) {
        return later("The strategy \"" + strategy + "\"");
    }
    args.strategy = found->second;
    if (const Value* block = value.find("block_structure"); block != nullptr && args.strategy == Strategy::Block) {
        const auto* sizes = std::get_if<Value::List>(&block->data);
        if (sizes != nullptr && sizes->size() == 2) {
            args.blockRows = static_cast<int>((*sizes)[0].number().value_or(0.0));
            args.blockColumns = static_cast<int>((*sizes)[1].number().value_or(0.0));
        }
    }
    const bool isFloat = args.type == QuantizationType::Float;
    if (args.bits > 8 || args.bits < 2 || (isFloat && args.bits != 8)) {
        return later("Quantization to " + std::string(isFloat ? "floats of " : "") + std::to_string(args.bits) +
                     " bits");
    }
    return args;
}

} // namespace

Result<QuantizationArgs> keyValueArgs(const Value& scheme)
{
    Result<QuantizationArgs> args = argsFromValue(scheme);
    if (args && (args->strategy != Strategy::Tensor || args->dynamic || !args->symmetric)) {
        return Error{"recipe.scheme.later",
                     "A key/value cache has one fixed scale for each layer's keys and one for its values: strategy "
                     "\"tensor\", symmetric and not dynamic. Other ways come in a later version.",
                     std::to_string(scheme.location.line)};
    }
    return args;
}

Result<formats::QuantizationScheme> schemeFromGroup(const Value& group)
{
    formats::QuantizationScheme scheme;
    if (const Value* targets = group.find("targets")) {
        scheme.targets = targets->texts().value_or(std::vector<std::string>{});
    }
    const std::array<std::optional<QuantizationArgs>*, 3> parts = {&scheme.weights, &scheme.inputActivations,
                                                                   &scheme.outputActivations};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Value* value = group.find(kPartKeys[i]);
        if (value == nullptr || value->isNull()) {
            continue;
        }
        const Result<QuantizationArgs> args = argsFromValue(*value);
        if (!args) {
            return args.error();
        }
        *parts[i] = *args;
    }
    return scheme;
}

} // namespace espalier::recipe
