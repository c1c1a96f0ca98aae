#include "core/compress/wanda/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema wandaSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "WandaPruningModifier";
    schema.title = "Wanda";
    schema.group = recipe::ModifierGroup::Prune;
    schema.help =
        "Prunes in each row the weights whose size times their input's norm is smallest, without changing the "
        "others. Weights that are zero already stay and count.";
    schema.paper = "Sun et al. 2023, arXiv:2306.11695";
    schema.kind = recipe::ModifierKind::Pruning;
    schema.calibrates = true;
    schema.keys = pruningKeys();
    for (recipe::KeySchema& shared : allocationKeys())
        schema.keys.push_back(std::move(shared));
    schema.keys.push_back(noEffectKey("preserve_sparsity_mask", recipe::Value{true, {}, {}},
                                      "Weights that are zero already always stay zero and count."));
    schema.keys.push_back(
        noEffectKey("sequential_update", recipe::Value{true, {}, {}},
                    "Each layer is always compressed with inputs from the compressed layers before it."));
    return schema;
}

Result<WandaRecipe> wandaFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    WandaRecipe result{read.pruning()};
    result.allocation = allocationFromRecipe(read);
    if (auto sound = checkAllocation(result.allocation, modifier); !sound)
        return sound.error();
    return read.finish(std::move(result));
}

} // namespace espalier::compress
