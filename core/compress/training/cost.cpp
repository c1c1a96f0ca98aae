#include "core/compress/training/cost.h"

#include <algorithm>
#include <set>
#include <string>

#include "core/compress/distillation/schema.h"
#include "core/compress/lora/schema.h"
#include "core/compress/training/schema.h"

namespace espalier::compress::plan {
namespace {

constexpr std::uint64_t kProcessBytes = std::uint64_t(300) << 20; ///< of a worker before it has read anything
constexpr std::uint64_t kLogitBytes = std::uint64_t(128) << 20;   ///< nn::Losses::chunkBytes

/// What of a stage's modifiers decides on its costs.
struct Asked
{
    FineTuningRecipe tuning;
    bool lora = false;
    bool output = false;
    int hiddenEvery = 0; ///< 0: none
    std::set<std::string> loraModules;
    std::set<std::string> rounded;

    explicit Asked(const recipe::ResolvedStage& stage)
    {
        for (const recipe::ResolvedModifier& modifier : stage.modifiers)
            read(modifier);
    }

    void read(const recipe::ResolvedModifier& resolved)
    {
        const recipe::Modifier& modifier = *resolved.modifier;
        const auto names = [&](std::set<std::string>& target) {
            for (const recipe::ResolvedModule& module : resolved.modules)
                target.insert(module.module->name);
        };
        if (modifier.type == "FineTuningModifier") {
            if (auto given = fineTuningFromRecipe(modifier))
                tuning = given.take();
        } else if (modifier.type == "LoRAModifier") {
            lora = true;
            names(loraModules);
        } else if (modifier.type == "QuantizationModifier") {
            names(rounded);
        } else if (modifier.type == "OutputDistillationModifier") {
            output = true;
        } else if (modifier.type == "HiddenDistillationModifier") {
            const auto given = hiddenDistillationFromRecipe(modifier);
            hiddenEvery = given ? given->every : 1;
        }
    }

    bool trains(const PlannedModule& module) const
    {
        if (lora)
            return loraModules.count(module.name) > 0;
        return tuning.part == TrainedPart::All || (tuning.part == TrainedPart::Layers && module.layer >= 0);
    }

    std::uint64_t bytesPerWeight(const PlannedModule& module) const
    {
        if (module.tied)
            return 0;
        if (!trains(module))
            return 4;
        if (lora) // the weight, what it was, its gradient, its mask; the narrow matrices are small
            return 13;
        // Weight, gradient, two moments, the best so far, the mask; a rounded one is there twice, with its gradient.
        return rounded.count(module.name) > 0 ? 29 : 21;
    }
};

/// Activations that wait for the backward pass.
std::uint64_t activationBytes(const model::ModelSpec& spec, const Asked& asked, std::int64_t length)
{
    const std::int64_t tokens = asked.tuning.batchWindows * length;
    // Of one layer: its input, norms and sums, what products and activations give, and attention's probabilities with
    // their gradient.
    std::int64_t widths = 8 * spec.hiddenSize;
    for (const model::LinearSpec& linear : spec.layers.front().linears)
        widths += 2 * linear.outFeatures;
    const std::int64_t layer = 4 * tokens * (widths + 2 * spec.heads * length);
    const auto layers = std::int64_t(spec.layers.size());
    const std::int64_t kept =
        asked.tuning.recomputeLayers ? 4 * tokens * spec.hiddenSize * layers + layer : layer * layers;
    const std::uint64_t logits = std::uint64_t(4 * tokens) * std::uint64_t(spec.vocabularySize);
    return std::uint64_t(kept) + std::min(logits, kLogitBytes) * (asked.output ? 6 : 3);
}

} // namespace

TrainingCost trainingCost(const PlannedModel& model, const recipe::ResolvedStage& stage, const RunSettings& settings)
{
    const Asked asked(stage);
    const model::ModelSpec& spec = model.spec;
    const std::int64_t calibration = settings.windows * settings.windowTokens;
    const std::int64_t tokens =
        asked.tuning.calibrationWindowsAlone || settings.trainingTokens == 0 ? calibration : settings.trainingTokens;
    const std::int64_t length =
        asked.tuning.maxLength > 0 ? std::min(asked.tuning.maxLength, settings.windowTokens) : settings.windowTokens;
    TrainingCost cost;
    cost.bytes = settings.processBytes > 0 ? settings.processBytes : kProcessBytes;
    for (const PlannedModule& module : model.modules)
        cost.bytes += asked.bytesPerWeight(module) * std::uint64_t(module.weights());
    cost.bytes += activationBytes(spec, asked, length);
    const auto states = std::uint64_t(4 * spec.hiddenSize * (tokens + settings.selectionTokens));
    if (asked.output || asked.hiddenEvery > 0) // the teacher's last states, and its embedding and head
        cost.bytes += states + std::uint64_t(8 * spec.hiddenSize * spec.vocabularySize);
    if (asked.hiddenEvery > 0)
        cost.bytes += states * std::uint64_t(std::max(1, int(spec.layers.size()) / asked.hiddenEvery));

    const double epoch =
        work::training(spec, tokens, settings.windowTokens, asked.tuning.recomputeLayers, settings.rates);
    const double stepTokens = double(asked.tuning.batchWindows * asked.tuning.accumulation * length);
    const double epochs = asked.tuning.steps > 0
                              ? double(asked.tuning.steps) * stepTokens / double(std::max<std::int64_t>(1, tokens))
                              : asked.tuning.epochs;
    cost.seconds = epochs * epoch;
    const std::int64_t teacherTokens = asked.output || asked.hiddenEvery > 0 ? tokens : 0;
    cost.seconds += work::evaluation(spec, teacherTokens + 11 * settings.selectionTokens + settings.probeTokens,
                                     settings.windowTokens, settings.rates);
    for (const model::LayerSpec& layer : spec.layers)
        cost.seconds += work::readLayer(layer, settings.rates) + work::writeLayer(layer, settings.rates);
    return cost;
}

} // namespace espalier::compress::plan
