#include "core/compress/reconstruction/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema reconstructionSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "BlockReconstructionModifier";
    schema.title = "Block reconstruction";
    schema.help = "Trains what is left of each decoder layer, zeros kept, until its output is near the dense layer's. "
                  "Stands after the pruners of its stage.";
    schema.paper = "Guo et al. 2024, arXiv:2402.12419; arXiv:2510.14444";
    schema.calibrates = true;
    schema.keys = {
        choiceKey("unit", {"parts", "block"},
                  "What is trained together: the attention part and then the feed-forward part, or the whole block."),
        integerKey("epochs", 6, 1, 1000, "Passes over the calibration windows, for each part.", "epochs"),
        integerKey("batch_size", 4, 1, 4096, "Windows of one step.", "windows"),
        numberKey("learning_rate", 1e-3, 0.0, 1.0, "Highest rate of Adam; it falls to zero by half a cosine."),
        numberKey("max_grad_norm", 1.0, 0.0, 1e9, "Gradients are clipped to this norm; 0 clips nothing."),
        numberKey("held_out", 0.125, 0.0, 0.5,
                  "Share of the calibration windows that is not trained on and chooses the best epoch."),
        integerKey("patience", 2, 1, 1000, "Epochs without a better held-out error before it stops.", "epochs"),
        flagKey("train_norms", true, "Trains the weights of norms and the biases as well."),
        choiceKey("reference", {"source", "stage"},
                  "The model whose activations are aimed at: the one that the run starts from, or the stage."),
        textListKey("targets", {"__ALL__"},
                    "Modules to train: full names, classes, or `re:` and a pattern. `__ALL__` is every Linear of the "
                    "decoder layers."),
        textListKey("ignore", {}, "Modules to leave as they are, written like targets. Ignoring wins."),
    };
    return schema;
}

Result<ReconstructionRecipe> reconstructionFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    ReconstructionRecipe result;
    result.unit = read.text("unit", "parts") == "block" ? ReconstructionUnit::Block : ReconstructionUnit::Parts;
    result.epochs = int(read.integer("epochs", result.epochs));
    result.batchWindows = read.integer("batch_size", result.batchWindows);
    result.learningRate = read.number("learning_rate", result.learningRate);
    result.gradientNorm = read.number("max_grad_norm", result.gradientNorm);
    result.heldOutShare = read.number("held_out", result.heldOutShare);
    result.patience = int(read.integer("patience", result.patience));
    result.norms = read.flag("train_norms", result.norms);
    result.referenceIsStage = read.text("reference", "source") == "stage";
    return read.finish(std::move(result));
}

} // namespace espalier::compress
