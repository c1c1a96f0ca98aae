#include "core/compress/osscar/osscar_modifier.h"

#include <algorithm>

#include <ATen/ops/empty.h>
#include <ATen/ops/eye.h>

#include "core/compress/osscar/layer_widths.h"
#include "core/compress/pruning_modifier.h"
#include "core/compress/run_error.h"

namespace espalier::compress {

at::Tensor indexTensor(const std::vector<std::int64_t>& indices)
{
    at::Tensor tensor = at::empty({std::int64_t(indices.size())}, at::kLong);
    std::copy(indices.begin(), indices.end(), tensor.data_ptr<std::int64_t>());
    return tensor;
}

ModuleScope* findRole(LayerScope& layer, std::string_view role, int expert)
{
    const auto found = std::find_if(layer.modules().begin(), layer.modules().end(), [&](const ModuleScope& module) {
        return module.plan->role == role && module.plan->linear->expert == expert;
    });
    return found == layer.modules().end() ? nullptr : &*found;
}

OsscarResult removeInputs(LayerScope& layer, ModuleScope& module, const OsscarOptions& options, double mix,
                          RunContext& context)
{
    if (module.done)
        throw RunError(Error{"recipe.order",
                             module.plan->name + " is quantized already. Let structured pruning come before the "
                                                 "modifiers that quantize, or in a stage before theirs.",
                             {}});
    at::Tensor hessian = layer.hessian(module);
    if (!hessian.defined()) {
        hessian = at::eye(module.weight.size(1), at::kFloat);
        module.note = "every input counted alike: there is no Hessian";
    }
    const at::Tensor target = layer.target(module, mix, options.dampening);
    const PhaseTimer timer(context.phases(), "prune");
    OsscarResult result = osscar(target, hessian, options, context.cancel());
    module.weight = result.weight;
    module.dampening = result.dampening;
    module.seconds += timer.seconds();
    return result;
}

nlohmann::json OsscarModifier::decision() const
{
    return m_widths.empty() ? nlohmann::json() : nlohmann::json{{"widths", m_widths}};
}

void OsscarModifier::restore(const nlohmann::json& decision)
{
    if (decision.is_object())
        m_widths = decision.at("widths").get<std::vector<std::int64_t>>();
}

OsscarOptions OsscarModifier::options(std::int64_t removed) const
{
    OsscarOptions options;
    options.removed = removed;
    options.dampening = m_recipe.dampening;
    options.localSearch = m_recipe.localSearch;
    options.updateChannels = m_recipe.updateChannels;
    return options;
}

void OsscarModifier::prepare(ModelView& model, RunContext& context)
{
    std::vector<bool> pruned(model.spec().layers.size(), false);
    std::vector<std::int64_t> full(pruned.size(), 0);
    for (const ModulePlan& plan : model.modules()) {
        if (!plan.linear || plan.role != "down" || plan.linear->expert != model::kNoExpert)
            continue;
        const auto layer = std::size_t(plan.layer);
        full[layer] = plan.shape[1];
        pruned[layer] = m_modules.count(plan.name) > 0 && model.keeps(plan.layer);
    }
    std::vector<std::int64_t> uniform = full;
    for (std::size_t layer = 0; layer < full.size(); ++layer) {
        if (pruned[layer])
            uniform[layer] = keptWidth(full[layer], m_recipe.ratio, m_recipe.multiple);
    }
    const std::int64_t expertWidth = keptExpertWidth(model);
    if (uniform == full && expertWidth == 0 && m_recipe.ratio > 0.0)
        context.warn("OSSCAR removes nothing: the widths that it would keep round to the whole ones. Set \"multiple\" "
                     "lower.");
    if (m_widths.size() != full.size()) {
        m_widths = uniform;
        if (m_recipe.bySensitivity)
            m_widths = widthsBySensitivity(model, context, {uniform, m_recipe.multiple, options(0)});
    }
    for (ModulePlan& plan : model.modules()) {
        if (!plan.linear || !model.keeps(plan.layer))
            continue;
        const bool expert = plan.linear->expert != model::kNoExpert;
        if (expert ? expertWidth == 0 : !pruned[std::size_t(plan.layer)])
            continue;
        const auto& moe = model.spec().layers[std::size_t(plan.layer)].moe;
        const std::int64_t width = !expert ? m_widths[std::size_t(plan.layer)]
                                   : plan.linear->expert == model::kSharedExpert
                                       ? expertWidth * (moe->shared->up.outFeatures / moe->experts[0].up.outFeatures)
                                       : expertWidth;
        if (plan.role == "down")
            plan.outputShape[1] = width;
        else if (plan.role == "gate" || plan.role == "up")
            plan.outputShape[0] = width;
        else
            continue;
        plan.written = true;
        m_changed.insert(plan.name);
        if (plan.role == "down")
            m_kept[plan.name] = width;
    }
}

std::int64_t OsscarModifier::keptExpertWidth(const ModelView& model) const
{
    std::size_t experts = 0;
    std::size_t targeted = 0;
    std::int64_t width = 0;
    for (const ModulePlan& plan : model.modules()) {
        if (!plan.linear || plan.role != "down" || plan.linear->expert == model::kNoExpert || !model.keeps(plan.layer))
            continue;
        ++experts;
        targeted += m_modules.count(plan.name);
        if (plan.linear->expert != model::kSharedExpert)
            width = plan.shape[1];
    }
    if (targeted == 0)
        return 0;
    if (targeted != experts)
        throw RunError(Error{"recipe.targets",
                             "OSSCAR would narrow " + std::to_string(targeted) + " of " + std::to_string(experts) +
                                 " experts, but a config knows one width for all of them. Target all or none.",
                             {}});
    if (m_recipe.bySensitivity)
        throw RunError(Error{"recipe.widths",
                             "Widths by sensitivity would differ from layer to layer, but a config knows one width for "
                             "all experts. Take widths: uniform.",
                             {}});
    const std::int64_t kept = keptWidth(width, m_recipe.ratio, m_recipe.multiple);
    return kept == width ? 0 : kept;
}

void OsscarModifier::layer(LayerScope& layer, RunContext& context)
{
    std::vector<ModuleScope*> downs;
    for (ModuleScope& module : layer.modules()) {
        if (module.plan->role == "down" && changes(module.plan->name))
            downs.push_back(&module);
    }
    for (ModuleScope* down : downs)
        narrow(layer, *down, context);
}

void OsscarModifier::narrow(LayerScope& layer, ModuleScope& down, RunContext& context)
{
    context.poll();
    const int expert = down.plan->linear->expert;
    const std::int64_t removed = down.plan->shape[1] - m_kept.at(down.plan->name);
    if (removed > 0) {
        const OsscarResult result = removeInputs(layer, down, options(removed), m_recipe.targetMix, context);
        const at::Tensor kept = indexTensor(result.kept);
        layer.keepInputs(down.plan->group, kept);
        for (const char* role : {"gate", "up"}) {
            if (ModuleScope* module = findRole(layer, role, expert))
                layer.keepOutputs(*module, kept);
        }
    }
    for (const char* role : {"gate", "up", "down"}) {
        if (ModuleScope* module = findRole(layer, role, expert)) {
            module->modifier = id();
            layer.finished(*module);
        }
    }
}

Result<std::unique_ptr<Modifier>> makeOsscarModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = osscarFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    return std::unique_ptr<Modifier>(std::make_unique<OsscarModifier>(recipe.take(), namesOf(resolved)));
}

} // namespace espalier::compress
