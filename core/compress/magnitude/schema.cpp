#include "core/compress/magnitude/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema magnitudeSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "MagnitudePruningModifier";
    schema.title = "Magnitude pruning";
    schema.help = "Prunes the weights with the smallest absolute values, with exact counts. Needs no calibration.";
    schema.paper = "Han et al. 2015, arXiv:1506.02626";
    schema.kind = recipe::ModifierKind::Pruning;
    schema.matchesParameters = true;
    schema.keys = pruningKeys();
    schema.keys[0].otherNames = {"final_sparsity"};
    schema.keys.push_back(
        flagKey("apply_globally", false,
                "One ranking over all targets instead of one for each matrix, so that matrices differ."));
    const recipe::Value none;
    schema.keys.push_back(noEffectKey("preserve_sparsity_mask", recipe::Value{true, {}, {}},
                                      "Weights that are zero already always stay zero and count."));
    for (const char* name : {"init_sparsity", "update_scheduler", "scheduler_args"}) {
        schema.keys.push_back(noEffectKey(name, none, "In one shot the sparsity is reached at once."));
    }
    schema.keys.push_back(
        noEffectKey("leave_enabled", none, "The zeros stay; a ConstantPruningModifier keeps them in training."));
    return schema;
}

Result<MagnitudeRecipe> magnitudeFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    MagnitudeRecipe result;
    result.sparsity = read.numbers("sparsity", result.sparsity);
    const recipe::MaskStructure mask = read.mask();
    result.keptOfGroup = mask.kept;
    result.groupSize = mask.group;
    result.global = read.flag("apply_globally", false);
    result.targets = modifier.targets();
    result.ignore = modifier.ignore();
    return read.finish(std::move(result));
}

} // namespace espalier::compress
