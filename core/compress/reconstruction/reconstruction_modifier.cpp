#include "core/compress/reconstruction/reconstruction_modifier.h"

#include <sstream>

#include "core/compress/plan/work.h"
#include "core/compress/reconstruction/reconstruction_math.h"

namespace espalier::compress {
namespace {

/// Norms and biases that were trained become the layer's.
void storeVectors(LayerScope& scope, nn::Block& trained, const std::vector<ModuleScope*>& modules)
{
    const auto store = [&](const std::string& tensor, const at::Tensor& before, const at::Tensor& after) {
        if (after.defined() && !after.is_same(before))
            scope.setVector(tensor, after);
    };
    nn::Block before = scope.block();
    const std::vector<nn::NamedVector> normsBefore = nn::normVectors(before);
    const std::vector<nn::NamedVector> normsAfter = nn::normVectors(trained);
    for (std::size_t i = 0; i < normsBefore.size(); ++i)
        store(normsBefore[i].name, *normsBefore[i].vector, *normsAfter[i].vector);
    for (const ModuleScope* module : modules) {
        const model::LinearSpec& spec = *module->plan->linear;
        store(module->plan->name + ".bias", before.linear(spec).bias, trained.linear(spec).bias);
    }
}

/// Estimated seconds of one step of a part, for the progress: attention and feed-forward count as halves.
double stepWork(const BlockWindows& windows, const model::LayerSpec& layer, const Windows& calibration,
                std::int64_t epochs, const ReconstructionStep& step)
{
    std::int64_t tokens = 0;
    for (const auto& window : calibration)
        tokens += std::int64_t(window.size());
    const double all = plan::work::reconstruction(windows.spec, layer, tokens, std::int64_t(calibration.front().size()),
                                                  double(epochs));
    return all * (step.part == "block" ? 1.0 : 0.5) / double(step.steps);
}

} // namespace

void ReconstructionModifier::prepare(ModelView& model, RunContext& context)
{
    for (ModulePlan& plan : model.modules()) {
        if (!changes(plan.name))
            continue;
        if (plan.storesIntegers() && !plan.newScheme) {
            context.warn(plan.name + " is quantized already, so its weights are not reconstructed. Reconstruct first, "
                                     "quantize in a later stage.");
            m_modules.erase(plan.name);
            continue;
        }
        plan.written = true;
    }
}

void ReconstructionModifier::layer(LayerScope& layer, RunContext& context)
{
    std::vector<ModuleScope*> modules;
    for (ModuleScope& module : layer.modules()) {
        if (changes(module.plan->name) && module.plan->linear && !module.done)
            modules.push_back(&module);
    }
    if (modules.empty() || !layer.windows())
        return;
    const PhaseTimer timer(context.phases(), "reconstruct");
    nn::Block block = layer.block();
    for (ModuleScope& module : layer.modules())
        block.linear(*module.plan->linear).weight = module.weight;
    std::set<std::string> trained;
    for (const ModuleScope* module : modules)
        trained.insert(module->plan->name);

    const ReconstructionFigures figures =
        reconstruct(block, trained, *layer.windows(), m_recipe, context.data().seed + std::uint64_t(layer.layer()),
                    [&](const ReconstructionStep& step) {
                        context.poll();
                        protocol::TrainingStep event{step.step, step.steps, step.error, step.learningRate};
                        event.layer = layer.layer();
                        event.part = step.part;
                        event.heldOut = step.heldOut;
                        context.emit(std::move(event));
                        context.advance("reconstruction", stepWork(*layer.windows(), *block.spec,
                                                                   context.data().calibration, m_recipe.epochs, step));
                    });
    std::ostringstream text;
    text << "Layer " << layer.layer() << ": reconstruction brought its error from " << figures.before << " to "
         << figures.after << " in " << figures.steps << " steps.";
    context.info(text.str());
    storeVectors(layer, block, modules);
    for (ModuleScope* module : modules) {
        module->weight = block.linear(*module->plan->linear).weight;
        module->modifier = id();
        module->seconds += timer.seconds() / double(modules.size());
        layer.finished(*module);
    }
}

Result<std::unique_ptr<Modifier>> makeReconstructionModifier(const recipe::ResolvedModifier& resolved)
{
    const auto recipe = reconstructionFromRecipe(*resolved.modifier);
    if (!recipe)
        return recipe.error();
    std::set<std::string> modules;
    for (const recipe::ResolvedModule& module : resolved.modules) {
        if (module.module->layer >= 0)
            modules.insert(module.module->name);
    }
    return std::unique_ptr<Modifier>(std::make_unique<ReconstructionModifier>(*recipe, std::move(modules)));
}

} // namespace espalier::compress
