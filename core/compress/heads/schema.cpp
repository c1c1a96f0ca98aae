#include "core/compress/heads/schema.h"

#include <algorithm>
#include <cmath>

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema headSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "AttentionHeadPruningModifier";
    schema.title = "Attention head pruning";
    schema.help =
        "Removes whole key/value heads with the query heads that read them, the same number in every layer, and "
        "refits o_proj exactly. The key/value cache shrinks alike.";
    schema.paper = "Meng et al. 2024, arXiv:2403.12983";
    schema.kind = recipe::ModifierKind::Other;
    schema.calibrates = true;
    schema.keys.push_back(
        numberKey("head_pruning_ratio", 0.25, 0.0, 0.99,
                  "Share of the key/value heads that goes; rounded to whole heads, one at least stays."));
    schema.keys.back().mistakenNames = {"sparsity", "ratio", "pruning_ratio"};
    schema.keys.push_back(numberKey("dampening_frac", 0.01, 0.0, 1.0,
                                    "Added to the Hessian's diagonal, as a share of its mean, so that it factors."));
    schema.keys.back().mistakenNames = {"percdamp", "damp_percent", "damp", "dampening"};
    schema.keys.push_back(numberKey("target_mix", 0.0, 0.0, 1.0,
                                    "0 keeps the output of the layer's own weights on compressed inputs; 1 aims at the "
                                    "uncompressed model's output; between them both."));
    schema.keys.push_back(flagKey("local_search", true,
                                  "Exchanges removed for kept heads afterwards, the best of all pairs first, while one "
                                  "helps."));
    return schema;
}

std::int64_t removedHeads(std::int64_t keyValueHeads, double ratio)
{
    return std::min<std::int64_t>(std::llround(double(keyValueHeads) * ratio), keyValueHeads - 1);
}

Result<HeadRecipe> headsFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    HeadRecipe result;
    result.ratio = read.number("head_pruning_ratio", result.ratio);
    result.dampening = read.number("dampening_frac", result.dampening);
    result.targetMix = read.number("target_mix", result.targetMix);
    result.localSearch = read.flag("local_search", result.localSearch);
    return read.finish(std::move(result));
}

} // namespace espalier::compress
