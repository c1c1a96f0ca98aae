#include "core/compress/training/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema fineTuningSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "FineTuningModifier";
    schema.title = "Fine-tuning";
    schema.trains = true;
    schema.help =
        "Says how a train stage trains the whole model: AdamW on the run's text, zeros kept, the weights with "
        "the best held-out loss stored. Without it a train stage takes the defaults.";
    schema.paper = "Loshchilov & Hutter 2019, arXiv:1711.05101";
    schema.calibrates = true;
    schema.keys = {
        numberKey("learning_rate", 1e-4, 0.0, 1.0, "Highest learning rate."),
        choiceKey("lr_scheduler", {"cosine", "linear", "constant"},
                  "How the learning rate falls after the warm-up: to zero by half a cosine or a line, or not at all."),
        numberKey("warmup_ratio", 0.03, 0.0, 1.0,
                  "Share of the steps in which the learning rate rises to its highest."),
        numberKey("epochs", 1.0, 0.0, 1e6, "Passes over the training windows.", "epochs"),
        integerKey("steps", 0, 0, 1e12, "Steps of the optimiser, instead of epochs; 0 goes by epochs.", "steps"),
        integerKey("batch_size", 8, 1, 1e6, "Windows that go through the model at once.", "windows"),
        integerKey("gradient_accumulation_steps", 1, 1, 1e6, "Batches whose gradients make one step.", "batches"),
        numberKey("weight_decay", 0.0, 0.0, 10.0, "Decay of matrices, as a share of the learning rate."),
        numberKey("beta1", 0.9, 0.0, 0.9999, "Decay of AdamW's first moment."),
        numberKey("beta2", 0.95, 0.0, 0.999999, "Decay of AdamW's second moment."),
        numberKey("max_grad_norm", 1.0, 0.0, 1e9, "Gradients are clipped to this norm; 0 clips nothing."),
        integerKey("max_length", 0, 0, 1e9, "Longest window that is trained on; 0 takes the run's windows as they are.",
                   "tokens"),
        flagKey("gradient_checkpointing", true,
                "Keeps what enters each decoder layer and runs it again for its gradients: a third more work, the "
                "activations of one layer in memory."),
        choiceKey("train", {"all", "layers", "norms"},
                  "What is trained: everything, the decoder layers and the final norm, or norms and biases alone."),
        flagKey("preserve_sparsity_mask", true, "Weights that are zero stay zero."),
        choiceKey("windows", {"all", "calibration"},
                  "Windows to train on: all of the run's --data text that is not held out, or the calibration samples "
                  "alone."),
        choiceKey("loss_on", {"all", "assistant"},
                  "What of chats the loss counts: every token, or those that the assistant says. Plain text counts as "
                  "a whole."),
        integerKey("evaluate_every", 0, 0, 1e9, "Steps between two held-out losses; 0 takes ten over the stage.",
                   "steps"),
        integerKey("patience", 0, 0, 1e6, "Held-out losses without a better one before it stops; 0 goes to the end."),
        integerKey("save_every", 0, 0, 1e9,
                   "Steps between two saved states, from which an interrupted run goes on; 0 saves every ten minutes.",
                   "steps"),
    };
    return schema;
}

Result<FineTuningRecipe> fineTuningFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    FineTuningRecipe result;
    result.learningRate = read.number("learning_rate", result.learningRate);
    const std::string schedule = read.text("lr_scheduler", "cosine");
    result.schedule = schedule == "linear"     ? RateSchedule::Linear
                      : schedule == "constant" ? RateSchedule::Constant
                                               : RateSchedule::Cosine;
    result.warmupShare = read.number("warmup_ratio", result.warmupShare);
    result.epochs = read.number("epochs", result.epochs);
    result.steps = read.integer("steps", result.steps);
    result.batchWindows = read.integer("batch_size", result.batchWindows);
    result.accumulation = read.integer("gradient_accumulation_steps", result.accumulation);
    result.weightDecay = read.number("weight_decay", result.weightDecay);
    result.firstDecay = read.number("beta1", result.firstDecay);
    result.secondDecay = read.number("beta2", result.secondDecay);
    result.gradientNorm = read.number("max_grad_norm", result.gradientNorm);
    result.maxLength = read.integer("max_length", result.maxLength);
    result.recomputeLayers = read.flag("gradient_checkpointing", result.recomputeLayers);
    const std::string part = read.text("train", "all");
    result.part = part == "layers" ? TrainedPart::Layers : part == "norms" ? TrainedPart::Norms : TrainedPart::All;
    result.keepZeros = read.flag("preserve_sparsity_mask", result.keepZeros);
    result.calibrationWindowsAlone = read.text("windows", "all") == "calibration";
    result.answersAlone = read.text("loss_on", "all") == "assistant";
    result.evaluateEvery = read.integer("evaluate_every", result.evaluateEvery);
    result.patience = int(read.integer("patience", result.patience));
    result.saveEvery = read.integer("save_every", result.saveEvery);
    return read.finish(std::move(result));
}

} // namespace espalier::compress
