#include "core/compress/sensitivity/layer_trials.h"

#include <algorithm>

#include "core/compress/layer_moments.h"
#include "core/compress/planned_stage.h"

namespace espalier::compress::sensitivity {

Result<std::unique_ptr<LevelWork>> LevelWork::create(const Level& level, const model::Checkpoint& checkpoint,
                                                     RunContext& context)
{
    std::unique_ptr<LevelWork> work(new LevelWork(checkpoint));
    std::vector<std::string> layers;
    for (const model::LayerSpec& layer : checkpoint.spec().layers)
        layers.push_back(layer.name);
    auto recipe = recipeOf(level, layers);
    if (!recipe)
        return recipe.error();
    work->m_recipe = recipe.take();
    auto stage = planStage(work->m_recipe, 0, checkpoint);
    if (!stage)
        return stage.error();
    work->m_modifiers = std::move(stage->modifiers);
    for (const auto& modifier : work->m_modifiers) {
        if (modifier->needsDenseInputs() || modifier->needsSelection() ||
            modifier->blockReference() != BlockReference::None)
            return Error{"sweep.level",
                         std::string(modifier->id()) +
                             " compares with other models or makes choices, which a sweep does not follow.",
                         {}};
        modifier->prepare(work->m_view, context);
        work->m_order.push_back(modifier.get());
    }
    std::stable_partition(work->m_order.begin(), work->m_order.end(),
                          [](const Modifier* m) { return !m->roundsLast(); });
    return work;
}

LayerTrials::LayerTrials(ModelView& view, int layer, nn::Block& dense, const nn::RotaryTable& rotary,
                         HiddenStates& calibration, RunContext& context)
    : m_layer(layer), m_dense(dense), m_observed(statisticsBefore(view, layer, false))
{
    const nn::InputTap tap = m_observed.tap(*dense.spec);
    for (std::size_t batch = 0; batch < calibration.size(); ++batch) {
        context.poll();
        calibration.set(batch, nn::forward(view.spec(), dense, calibration.get(batch), rotary, tap));
    }
    for (const ModulePlan* plan : view.modulesOfLayer(layer)) {
        if (!m_moments.contains(plan->group))
            m_moments[plan->group] = m_observed.takeMoments(plan->group);
    }
}

nn::Block LayerTrials::changed(LevelWork& level, RunContext& context)
{
    nn::Block block = m_dense; // shares what is not replaced
    LayerScope scope(m_layer, context, &block);
    for (const ModulePlan* plan : level.view().modulesOfLayer(m_layer)) {
        const auto modifiers = std::count_if(level.order().begin(), level.order().end(),
                                             [&](const Modifier* modifier) { return modifier->changes(plan->name); });
        scope.add(*plan, block.linear(*plan->linear).weight, int(modifiers));
        giveMoments(scope, m_observed, plan->group, m_moments.at(plan->group));
    }
    for (Modifier* modifier : level.order())
        modifier->layer(scope, context);
    scope.finishAll();
    for (const ModuleScope& module : scope.modules())
        block.linear(*module.plan->linear).weight = module.weight;
    return block;
}

} // namespace espalier::compress::sensitivity
