#include "core/compress/admm/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema admmSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "ADMMPruningModifier";
    schema.title = "ADMM pruning";
    schema.group = recipe::ModifierGroup::Prune;
    schema.help =
        "Chooses the mask and the weights of each matrix together, by many rounds of solving and cutting, and "
        "refits the weights on the mask that came out. Better than SparseGPT and several times as slow.";
    schema.paper = "Meng et al. 2024, arXiv:2406.07831; Boža 2024, arXiv:2401.02938";
    schema.kind = recipe::ModifierKind::Pruning;
    schema.calibrates = true;
    schema.keys = pruningKeys();
    schema.keys.push_back(choiceKey("mode", {"best", "fast"},
                                    "best: until the mask settles, 30 to 60 rounds. fast: 20 rounds, the mask grown "
                                    "over the first 15."));
    schema.keys.push_back(
        integerKey("refit_iterations", 10, 0, 10000, "Of conjugate gradients on the final mask, at most.", "rounds"));
    schema.keys.push_back(dampeningKey());
    schema.keys.push_back(targetMixKey(0.5));
    schema.keys.push_back(flagKey("preserve_sparsity_mask", false,
                                  "Weights that are zero already stay zero and count towards the sparsity."));
    for (recipe::KeySchema& shared : allocationKeys())
        schema.keys.push_back(std::move(shared));
    return schema;
}

Result<AdmmRecipe> admmFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    AdmmRecipe result{read.pruning()};
    result.fast = read.text("mode", "best") == "fast";
    result.refitIterations = static_cast<int>(read.integer("refit_iterations", result.refitIterations));
    result.dampening = read.number("dampening_frac", result.dampening);
    result.targetMix = read.number("target_mix", result.targetMix);
    result.preserveMask = read.flag("preserve_sparsity_mask", false);
    result.allocation = allocationFromRecipe(read);
    if (auto sound = checkAllocation(result.allocation, modifier); !sound)
        return sound.error();
    return read.finish(std::move(result));
}

} // namespace espalier::compress
