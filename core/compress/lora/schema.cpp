#include "core/compress/lora/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema loraSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "LoRAModifier";
    schema.title = "LoRA";
    schema.trains = true;
    schema.help =
        "Trains a product of two narrow matrices beside each target instead of the target itself, and adds it "
        "to the stored weights where they are not zero. Stands in a train stage.";
    schema.paper = "Hu et al. 2021, arXiv:2106.09685";
    schema.calibrates = true;
    schema.keys = {
        integerKey("rank", 16, 1, 1e6, "Inner width of the product."),
        numberKey("alpha", 32.0, 0.0, 1e6, "The product is multiplied by alpha / rank."),
        textListKey(
            "targets", {"__ALL__"},
            "Modules that get a product: full names, classes, or `re:` and a pattern. `__ALL__` is every Linear "
            "of the decoder layers. No other matrix is trained."),
        textListKey("ignore", {}, "Modules to leave as they are, written like targets. Ignoring wins."),
    };
    return schema;
}

Result<LoraRecipe> loraFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    LoraRecipe result;
    result.rank = read.integer("rank", result.rank);
    result.alpha = read.number("alpha", result.alpha);
    return read.finish(std::move(result));
}

} // namespace espalier::compress
