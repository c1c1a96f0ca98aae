#include "core/compress/magnitude/magnitude_modifier.h"

#include <stdexcept>
#include <vector>

#include <ATen/ops/empty.h>
#include <ATen/ops/masked_fill.h>

#include "core/compress/magnitude/magnitude_math.h"
#include "core/compress/stored_weight.h"

namespace espalier::compress {
namespace {

void applyMask(ModuleScope& module, const at::Tensor& mask)
{
    module.weight = module.weight.masked_fill(mask, 0.0);
    module.maskSparsity = zeroShare(mask.logical_not());
}

at::Tensor readWeight(const ModelView& model, const ModulePlan& plan)
{
    const bool shared = plan.group == InputGroup::Head && model.spec().tiedEmbeddings;
    at::Tensor weight = at::empty(plan.shape, at::kFloat);
    const auto read = model.checkpoint().readWeight(shared ? model.spec().embedding : plan.name,
                                                    {weight.data_ptr<float>(), std::size_t(weight.numel())});
    if (!read)
        throw std::runtime_error(toString(read.error()));
    return weight;
}

} // namespace

void pruneByMagnitude(ModuleScope& module, double sparsity, int keptOfGroup, int groupSize)
{
    applyMask(module, groupSize > 0 ? magnitudeMaskOfGroups(module.weight, keptOfGroup, groupSize)
                                    : magnitudeMask(module.weight, sparsity));
}

void MagnitudeModifier::prepare(ModelView& model, RunContext& context)
{
    for (ModulePlan& plan : model.modules()) {
        if (changes(plan.name))
            plan.written = true;
    }
    if (m_recipe.global && m_recipe.groupSize == 0)
        rankGlobally(model, context);
}

void MagnitudeModifier::rankGlobally(ModelView& model, RunContext& context)
{
    std::vector<std::string> names;
    std::vector<at::Tensor> weights;
    for (const ModulePlan& plan : model.modules()) {
        if (!changes(plan.name))
            continue;
        context.poll();
        names.push_back(plan.name);
        weights.push_back(readWeight(model, plan));
    }
    if (weights.empty())
        return;
    const std::vector<at::Tensor> masks = magnitudeMasksGlobal(weights, m_sparsity.at(names.front()));
    for (std::size_t i = 0; i < names.size(); ++i)
        m_masks[names[i]] = masks[i];
}

void MagnitudeModifier::layer(LayerScope& layer, RunContext& context)
{
    for (ModuleScope& module : layer.modules()) {
        const std::string& name = module.plan->name;
        if (!changes(name) || module.done)
            continue;
        context.poll();
        {
            const PhaseTimer timer(context.phases(), "prune");
            if (const auto mask = m_masks.find(name); mask != m_masks.end()) {
                applyMask(module, mask->second);
                m_masks.erase(mask);
            } else {
                pruneByMagnitude(module, m_sparsity.at(name), m_recipe.keptOfGroup, m_recipe.groupSize);
            }
            module.seconds += timer.seconds();
        }
        module.modifier = id();
        layer.finished(module);
    }
}

Result<std::unique_ptr<Modifier>> makeMagnitudeModifier(const recipe::ResolvedModifier& resolved)
{
    return makePruner<MagnitudeModifier>(magnitudeFromRecipe(*resolved.modifier), resolved);
}

} // namespace espalier::compress
