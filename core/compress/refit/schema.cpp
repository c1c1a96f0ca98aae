#include "core/compress/refit/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema refitSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "MaskedRefitModifier";
    schema.title = "Masked refit";
    schema.help = "Computes the weights that are not zero anew, so that the layer's output changes least; zeros stay. "
                  "For after any pruning, in its stage or a later one.";
    schema.paper = "Meng et al. 2024, arXiv:2406.07831, section 3.3";
    schema.kind = recipe::ModifierKind::Other;
    schema.calibrates = true;
    schema.keys = {
        textListKey("targets", {"__ALL__"},
                    "Modules to refit: full names, classes, or `re:` and a pattern. `__ALL__` is every Linear of the "
                    "decoder layers."),
        textListKey("ignore", {}, "Modules to leave alone, written like targets. Ignoring wins."),
        integerKey("iterations", 10, 0, 10000,
                   "Of conjugate gradients, at most. Each costs one product of the weights with the Hessian; ten come "
                   "near the exact solution.",
                   "rounds"),
        numberKey("tolerance", 1e-4, 0.0, 1.0, "A row is done when its residual is this share of its first."),
        dampeningKey(),
        targetMixKey(0.5)};
    return schema;
}

Result<RefitRecipe> refitFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    RefitRecipe result;
    result.iterations = static_cast<int>(read.integer("iterations", result.iterations));
    result.tolerance = read.number("tolerance", result.tolerance);
    result.dampening = read.number("dampening_frac", result.dampening);
    result.targetMix = read.number("target_mix", result.targetMix);
    return read.finish(result);
}

} // namespace espalier::compress
