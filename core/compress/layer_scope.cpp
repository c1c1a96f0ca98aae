#include "core/compress/layer_scope.h"

#include <algorithm>
#include <cmath>

#include "core/compress/stored_weight.h"

namespace espalier::compress {

void roundToScheme(ModuleScope& module)
{
    const QuantizationGrid grid = gridAsStored(module.weight, *module.plan->scheme->weights, module.plan->dtype);
    module.quantized = roundToNearest(module.weight, grid);
    module.weight = dequantize(*module.quantized);
}

ModuleScope& LayerScope::add(const ModulePlan& plan, at::Tensor weight, int modifiers)
{
    ModuleScope module;
    module.plan = &plan;
    module.dense = weight;
    module.weight = std::move(weight);
    module.outstanding = modifiers;
    module.done = modifiers == 0;
    return m_modules.emplace_back(std::move(module));
}

void LayerScope::setHessian(InputGroup group, at::Tensor hessian)
{
    Group& target = m_groups[std::size_t(group)];
    target.finite = std::isfinite(hessian.sum().item<double>()); // a sum over anything else is not finite either
    if (target.finite)
        target.hessian = std::move(hessian);
    else
        m_context.warn("Inputs of layer " + std::to_string(m_layer) +
                       " are too large for a Hessian in float32: the modules that read them are pruned by magnitude.");
}

const HessianFactor* LayerScope::factor(const ModuleScope& module, double dampening)
{
    Group& group = m_groups[std::size_t(module.plan->group)];
    if (!group.finite)
        return &group.factor;
    if (!group.hessian.defined())
        return nullptr;
    if (group.dampening != dampening) {
        for (Group& other : m_groups) { // one factor at a time: modules come in the order of their inputs
            other.factor = {};
            other.dampening = -1.0;
        }
        m_context.poll();
        const PhaseTimer timer(m_context.phases(), "factorize");
        // The undamped Hessian is kept for the output error.
        group.factor = factorize(group.hessian.clone(), dampening);
        group.dampening = dampening;
        if (group.factor.attempts > 1 || !group.factor.usable())
            m_context.warn("The Hessian of the input of " + module.plan->name + " did not factor with damping " +
                           std::to_string(dampening) +
                           (group.factor.usable() ? "; " + std::to_string(group.factor.dampening) + " was enough."
                                                  : " nor with any more of it: is the calibration text degenerate?"));
    }
    return &group.factor;
}

void LayerScope::finished(ModuleScope& module)
{
    if (module.done)
        return;
    --module.outstanding;
    if (module.outstanding <= 0 || module.quantized)
        complete(module);
}

void LayerScope::finishAll()
{
    for (ModuleScope& module : m_modules) {
        if (!module.done)
            complete(module);
    }
}

void LayerScope::complete(ModuleScope& module)
{
    module.done = true;
    if (module.plan->storesIntegers()) {
        if (!module.quantized)
            roundToScheme(module);
    } else {
        module.weight = roundedToStored(module.weight, module.plan->dtype);
    }
    report(module);
    m_context.advance("compression", module.work);
    module.dense = at::Tensor();
    freeGroups();
}

void LayerScope::report(ModuleScope& module)
{
    const PhaseTimer timer(m_context.phases(), "figures");
    ModuleFigures& figures = m_figures.emplace_back();
    protocol::ModuleResult& result = figures.result;
    result.module = module.plan->name;
    result.role = module.plan->role;
    result.layer = module.plan->layer;
    result.modifier = module.modifier;
    const at::Tensor& hessian = m_groups[std::size_t(module.plan->group)].hessian;
    if (hessian.defined()) {
        const double error = relativeOutputError(module.dense, module.weight, hessian);
        if (std::isfinite(error)) // inputs beyond float32's range have none
            result.relativeError = error;
    }
    result.sparsity = zeroShare(module.weight);
    result.seconds = module.seconds;
    result.dampening = module.dampening;
    result.note = module.note;
    figures.maskSparsity = module.maskSparsity;
    m_context.emit(result);
}

void LayerScope::freeGroups()
{
    for (int group = 0; group < kInputGroupCount; ++group) {
        const bool needed = std::any_of(m_modules.begin(), m_modules.end(), [&](const ModuleScope& module) {
            return !module.done && int(module.plan->group) == group;
        });
        if (!needed)
            m_groups[std::size_t(group)] = Group{};
    }
}

} // namespace espalier::compress
