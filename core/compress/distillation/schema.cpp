#include "core/compress/distillation/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {
namespace {

recipe::KeySchema originalScaleKey()
{
    return numberKey("orig_scale", 1.0, 0.0, 1e6,
                     "Weight of the next tokens' cross entropy in the loss; 0 learns from the teacher alone.");
}

} // namespace

recipe::ModifierSchema outputDistillationSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "OutputDistillationModifier";
    schema.title = "Output distillation";
    schema.trains = true;
    schema.help = "Trains the stage's model towards the output distribution of the model that the run starts from. "
                  "Stands in a train stage.";
    schema.paper = "Hinton et al. 2015, arXiv:1503.02531";
    schema.calibrates = true;
    schema.keys = {
        numberKey("temperature", 1.0, 0.01, 100.0,
                  "Logits of both models are divided by it, the divergence is multiplied by its square."),
        numberKey("distill_scale", 1.0, 0.0, 1e6, "Weight of the divergence from the teacher in the loss."),
        originalScaleKey(),
    };
    const recipe::Value none;
    for (const char* name : {"targets", "projection", "projection_args", "transforms", "transforms_args", "comparison",
                             "comparison_args", "offload_layer_output"})
        schema.keys.push_back(noEffectKey(name, none, "The divergence of the logits is taken."));
    return schema;
}

recipe::ModifierSchema hiddenDistillationSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "HiddenDistillationModifier";
    schema.title = "Hidden state distillation";
    schema.trains = true;
    schema.help = "Trains the hidden states after the decoder layers towards those of the model that the run starts "
                  "from, which must have the same width. Stands in a train stage.";
    schema.paper = "Jiao et al. 2020, arXiv:1909.10351";
    schema.calibrates = true;
    schema.keys = {
        numberKey("distill_scale", 1.0, 0.0, 1e6, "Weight of the hidden states' relative squared error in the loss."),
        originalScaleKey(),
        integerKey("every", 1, 1, 1e6,
                   "Compares each so manieth layer. Of a teacher with more layers the one at the same share of the "
                   "depth is taken.",
                   "layers"),
    };
    return schema;
}

Result<OutputDistillationRecipe> outputDistillationFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    OutputDistillationRecipe result;
    result.temperature = read.number("temperature", result.temperature);
    result.distillScale = read.number("distill_scale", result.distillScale);
    result.originalScale = read.number("orig_scale", result.originalScale);
    return read.finish(std::move(result));
}

Result<HiddenDistillationRecipe> hiddenDistillationFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    HiddenDistillationRecipe result;
    result.scale = read.number("distill_scale", result.scale);
    result.originalScale = read.number("orig_scale", result.originalScale);
    result.every = int(read.integer("every", result.every));
    return read.finish(std::move(result));
}

} // namespace espalier::compress
