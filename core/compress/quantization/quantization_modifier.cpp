#include "core/compress/quantization/quantization_modifier.h"

#include <algorithm>
#include <optional>

#include "core/compress/storage_format.h"

namespace espalier::compress {
namespace {

using formats::Strategy;

bool isInteger(const formats::QuantizationArgs& args)
{
    return args.type == formats::QuantizationType::Int && args.bits >= 2 && args.bits <= 8;
}

bool isFloat8(const formats::QuantizationArgs& args)
{
    return args.type == formats::QuantizationType::Float && args.bits == 8;
}

std::optional<std::string> unsupportedWeights(const formats::QuantizationArgs& args)
{
    if (!isInteger(args) && !isFloat8(args))
        return "weights must be integers of 2 to 8 bits or float8";
    if (isFloat8(args) && !args.symmetric)
        return "float8 is symmetric";
    if (args.strategy == Strategy::Token)
        return "weights take the strategies tensor, channel, group or block";
    return std::nullopt;
}

std::optional<std::string> unsupportedInputs(const formats::QuantizationArgs& args)
{
    if (!isInteger(args) && !isFloat8(args))
        return "input activations must be integers of 2 to 8 bits or float8";
    if (isFloat8(args) && !args.symmetric)
        return "float8 is symmetric";
    const bool dynamic = args.strategy == Strategy::Token || args.strategy == Strategy::Group;
    if (args.strategy != Strategy::Tensor && !(dynamic && args.dynamic))
        return "input activations take the strategy tensor, or token or group with dynamic: true";
    return std::nullopt;
}

std::optional<std::string> unsupported(const formats::QuantizationScheme& scheme)
{
    if (scheme.weights) {
        if (auto reason = unsupportedWeights(*scheme.weights))
            return reason;
    }
    if (scheme.inputActivations) {
        if (auto reason = unsupportedInputs(*scheme.inputActivations))
            return reason;
    }
    if (scheme.outputActivations)
        return "output activations are not quantized";
    return std::nullopt;
}

} // namespace

bool QuantizationModifier::needsCalibration() const
{
    return m_recipe.keysAndValues || std::any_of(m_schemes.begin(), m_schemes.end(), [](const auto& entry) {
               const auto& input = entry.second.inputActivations;
               return input && !input->dynamic;
           });
}

void giveSchemes(ModelView& model, const QuantizationModifier::Schemes& schemes, const QuantizationRecipe& recipe)
{
    if (recipe.keysAndValues)
        model.quantizeKeysAndValues(*recipe.keysAndValues);
    for (ModulePlan& plan : model.modules()) {
        const auto scheme = schemes.find(plan.name);
        if (scheme == schemes.end())
            continue;
        plan.scheme = scheme->second;
        plan.scheme->format = storageFormat(*plan.scheme);
        plan.newScheme = true;
        plan.rangeOfCompressed = recipe.calibrateAfterwards;
        plan.written = true;
    }
}

void QuantizationModifier::prepare(ModelView& model, RunContext& /*context*/)
{
    giveSchemes(model, m_schemes, m_recipe);
}

void QuantizationModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        if (!changes(module.plan->name) || module.done)
            continue;
        context.poll();
        {
            const PhaseTimer timer(context.phases(), "round");
            if (module.plan->storesIntegers())
                roundToScheme(module);
            module.seconds += timer.seconds();
        }
        if (module.modifier.empty())
            module.modifier = id();
        layer.finished(module);
    }
}

Result<QuantizationModifier::Schemes> schemesOf(const recipe::ResolvedModifier& resolved)
{
    QuantizationModifier::Schemes schemes;
    for (const recipe::ResolvedModule& module : resolved.modules) {
        if (!module.scheme || !module.scheme->weights)
            continue;
        if (const auto reason = unsupported(*module.scheme))
            return Error{"recipe.scheme.unsupported",
                         "The quantization of " + module.module->name + " cannot be run: " + *reason + ".",
                         {}};
        schemes[module.module->name] = *module.scheme;
    }
    return schemes;
}

Result<std::unique_ptr<Modifier>> makeQuantizationModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = quantizationFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    auto schemes = schemesOf(resolved);
    if (!schemes)
        return schemes.error();
    return std::unique_ptr<Modifier>(std::make_unique<QuantizationModifier>(recipe.take(), schemes.take()));
}

} // namespace espalier::compress
