#include "core/compress/sparsegpt/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema sparseGptSchema()
{
    using recipe::KeyType;
    recipe::ModifierSchema schema;
    schema.type = "SparseGPTModifier";
    schema.title = "SparseGPT";
    schema.group = recipe::ModifierGroup::Prune;
    schema.help = "Prunes weights layer by layer and corrects the survivors so that the layer's output changes least.";
    schema.paper = "Frantar & Alistarh 2023, arXiv:2301.00774";
    schema.kind = recipe::ModifierKind::Pruning;
    schema.calibrates = true;
    schema.keys = pruningKeys();
    schema.keys.push_back(dampeningKey());
    schema.keys.push_back(targetMixKey(0.0));
    schema.keys.push_back(integerKey("block_size", 32, 1, 65536,
                                     "Columns over which one unstructured mask is chosen. The references take 128; "
                                     "32 has the smaller error in every golden case.",
                                     "columns"));
    schema.keys.push_back(
        flagKey("quantize", false,
                "Quantizes the survivors in the same sweep, by the schemes of a QuantizationModifier before it."));
    schema.keys.push_back(flagKey("preserve_sparsity_mask", false,
                                  "Weights that are zero already stay zero and count towards the sparsity."));
    schema.keys.push_back(
        noEffectKey("sequential_update", recipe::Value{true, {}, {}},
                    "Each layer is always compressed with inputs from the compressed layers before it."));
    schema.keys.push_back(noEffectKey("offload_hessians", recipe::Value{false, {}, {}},
                                      "Hessians live only while their layer is compressed."));
    for (recipe::KeySchema& shared : allocationKeys())
        schema.keys.push_back(std::move(shared));
    return schema;
}

Result<SparseGptRecipe> sparseGptFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    SparseGptRecipe result{read.pruning()};
    result.blockSize = static_cast<std::int64_t>(read.number("block_size", 32.0));
    result.dampening = read.number("dampening_frac", result.dampening);
    result.targetMix = read.number("target_mix", result.targetMix);
    result.quantize = read.flag("quantize", false);
    result.preserveMask = read.flag("preserve_sparsity_mask", false);
    result.allocation = allocationFromRecipe(read);
    if (auto sound = checkAllocation(result.allocation, modifier); !sound)
        return sound.error();
    return read.finish(std::move(result));
}

} // namespace espalier::compress
