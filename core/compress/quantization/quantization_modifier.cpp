#include "core/compress/quantization/quantization_modifier.h"

#include <algorithm>
#include <optional>

namespace espalier::compress {
namespace {

using formats::Strategy;

std::optional<std::string> unsupported(const formats::QuantizationScheme& scheme)
{
    const auto integers = [](const formats::QuantizationArgs& args) {
        return args.type == formats::QuantizationType::Int && args.bits >= 2 && args.bits <= 8;
    };
    if (scheme.weights) {
        if (!integers(*scheme.weights))
            return "weights must be integers of 2 to 8 bits";
        const Strategy strategy = scheme.weights->strategy;
        if (strategy != Strategy::Tensor && strategy != Strategy::Channel && strategy != Strategy::Group)
            return "weights take the strategies tensor, channel or group";
    }
    if (scheme.inputActivations) {
        const formats::QuantizationArgs& args = *scheme.inputActivations;
        if (!integers(args))
            return "input activations must be integers of 2 to 8 bits";
        const bool token = args.dynamic && args.strategy == Strategy::Token;
        if (!token && args.strategy != Strategy::Tensor)
            return "input activations take the strategy tensor, or token with dynamic: true";
    }
    if (scheme.outputActivations)
        return "output activations are not quantized";
    return std::nullopt;
}

} // namespace

bool QuantizationModifier::needsCalibration() const
{
    return std::any_of(m_schemes.begin(), m_schemes.end(), [](const auto& entry) {
        const auto& input = entry.second.inputActivations;
        return input && !input->dynamic;
    });
}

void QuantizationModifier::prepare(ModelView& model, RunContext& /*context*/)
{
    for (ModulePlan& plan : model.modules()) {
        const auto scheme = m_schemes.find(plan.name);
        if (scheme == m_schemes.end())
            continue;
        plan.scheme = scheme->second;
        plan.newScheme = true;
        plan.rangeOfCompressed = m_recipe.calibrateAfterwards;
        plan.written = true;
    }
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

Result<std::unique_ptr<Modifier>> makeQuantizationModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = quantizationFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
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
    return std::unique_ptr<Modifier>(std::make_unique<QuantizationModifier>(recipe.take(), std::move(schemes)));
}

} // namespace espalier::compress
