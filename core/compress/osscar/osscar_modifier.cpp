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

ModuleScope* findRole(LayerScope& layer, std::string_view role)
{
    const auto found = std::find_if(layer.modules().begin(), layer.modules().end(),
                                    [&](const ModuleScope& module) { return module.plan->role == role; });
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
    std::vector<std::int64_t> uniform(pruned.size(), 0);
    for (const ModulePlan& plan : model.modules()) {
        if (!plan.linear || plan.role != "down")
            continue;
        const auto layer = std::size_t(plan.layer);
        full[layer] = plan.shape[1];
        pruned[layer] = m_modules.count(plan.name) > 0 && model.keeps(plan.layer);
        uniform[layer] = pruned[layer] ? keptWidth(full[layer], m_recipe.ratio, m_recipe.multiple) : full[layer];
    }
    if (uniform == full && m_recipe.ratio > 0.0)
        context.warn("OSSCAR removes nothing: the widths that it would keep round to the whole ones. Set \"multiple\" "
                     "lower.");
    if (m_widths.size() != full.size()) {
        m_widths = uniform;
        if (m_recipe.bySensitivity)
            m_widths = widthsBySensitivity(model, context, {uniform, m_recipe.multiple, options(0)});
    }
    for (ModulePlan& plan : model.modules()) {
        if (!plan.linear || !pruned[std::size_t(plan.layer)])
            continue;
        const std::int64_t width = m_widths[std::size_t(plan.layer)];
        if (plan.role == "down")
            plan.outputShape[1] = width;
        else if (plan.role == "gate" || plan.role == "up")
            plan.outputShape[0] = width;
        else
            continue;
        plan.written = true;
        m_changed.insert(plan.name);
        m_kept[plan.layer] = width;
    }
}

void OsscarModifier::layer(LayerScope& layer, RunContext& context)
{
    ModuleScope* down = findRole(layer, "down");
    if (!down || !changes(down->plan->name))
        return;
    context.poll();
    const std::int64_t removed = down->plan->shape[1] - m_kept.at(layer.layer());
    if (removed > 0) {
        const OsscarResult result = removeInputs(layer, *down, options(removed), m_recipe.targetMix, context);
        const at::Tensor kept = indexTensor(result.kept);
        layer.keepInputs(InputGroup::Down, kept);
        for (const char* role : {"gate", "up"}) {
            if (ModuleScope* module = findRole(layer, role))
                layer.keepOutputs(*module, kept);
        }
    }
    for (const char* role : {"gate", "up", "down"}) {
        if (ModuleScope* module = findRole(layer, role)) {
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
