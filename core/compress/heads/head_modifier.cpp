#include "core/compress/heads/head_modifier.h"

#include <algorithm>

#include "core/compress/osscar/osscar_modifier.h"
#include "core/compress/run_error.h"

namespace espalier::compress {

void HeadModifier::prepare(ModelView& model, RunContext& context)
{
    const model::ModelSpec& spec = model.spec();
    if (spec.headNorms)
        throw RunError(Error{"recipe.modifier",
                             "The heads of this model have norms of their own, which cannot be taken away with them. "
                             "Prune the feed-forward part or layers instead.",
                             {}});
    m_headDimension = spec.headDimension;
    m_queryHeads = spec.heads / spec.keyValueHeads;
    m_removed = removedHeads(spec.keyValueHeads, m_recipe.ratio);
    if (m_removed == 0)
        context.warn("No key/value head is removed: " + std::to_string(m_recipe.ratio) + " of " +
                     std::to_string(spec.keyValueHeads) + " is less than one, or the only one has to stay.");
    const std::int64_t kept = (spec.keyValueHeads - m_removed) * m_headDimension;
    for (ModulePlan& plan : model.modules()) {
        if (!plan.linear || m_removed == 0)
            continue;
        if (plan.role == "q")
            plan.outputShape[0] = kept * m_queryHeads;
        else if (plan.role == "k" || plan.role == "v")
            plan.outputShape[0] = kept;
        else if (plan.role == "o")
            plan.outputShape[1] = kept * m_queryHeads;
        else
            continue;
        plan.written = true;
        m_changed.insert(plan.name);
    }
}

void HeadModifier::layer(LayerScope& layer, RunContext& context)
{
    ModuleScope* output = findRole(layer, "o");
    if (!output || !changes(output->plan->name))
        return;
    context.poll();
    OsscarOptions options;
    options.groupSize = m_queryHeads * m_headDimension;
    options.removed = m_removed;
    options.dampening = m_recipe.dampening;
    options.localSearch = m_recipe.localSearch;
    const OsscarResult result = removeInputs(layer, *output, options, m_recipe.targetMix, context);
    layer.keepInputs(InputGroup::AttentionOutput, indexTensor(result.kept));
    std::vector<std::int64_t> keyRows;
    for (std::int64_t head = 0; head < output->plan->shape[1] / options.groupSize; ++head) {
        const bool removed = std::binary_search(result.removed.begin(), result.removed.end(), head);
        for (std::int64_t row = 0; !removed && row < m_headDimension; ++row)
            keyRows.push_back(head * m_headDimension + row);
    }
    layer.keepOutputs(*findRole(layer, "q"), indexTensor(result.kept));
    layer.keepOutputs(*findRole(layer, "k"), indexTensor(keyRows));
    layer.keepOutputs(*findRole(layer, "v"), indexTensor(keyRows));
    for (const char* role : {"q", "k", "v", "o"}) {
        ModuleScope* module = findRole(layer, role);
        module->modifier = id();
        layer.finished(*module);
    }
}

Result<std::unique_ptr<Modifier>> makeHeadModifier(const recipe::ResolvedModifier& resolved)
{
    auto recipe = headsFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    return std::unique_ptr<Modifier>(std::make_unique<HeadModifier>(recipe.take()));
}

} // namespace espalier::compress
