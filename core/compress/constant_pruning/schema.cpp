#include "core/compress/constant_pruning/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema constantPruningSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "ConstantPruningModifier";
    schema.title = "Constant pruning";
    schema.help = "Keeps the zeros of its targets while the stage, of either kind, changes the other weights.";
    schema.kind = recipe::ModifierKind::KeepMask;
    schema.matchesParameters = true;
    schema.keys = {
        textListKey("targets", {"__ALL__"},
                    "Weights whose zeros stay: parameter or module names, classes, or `re:` and a pattern."),
        textListKey("ignore", {}, "Weights to leave free, written like targets. Ignoring wins."),
    };
    return schema;
}

} // namespace espalier::compress
