#include "core/compress/heads/schema.h"

#include <algorithm>
#include <cmath>

namespace espalier::compress {

recipe::ModifierSchema headSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "AttentionHeadPruningModifier";
    schema.title = "Attention head pruning";
    schema.group = recipe::ModifierGroup::Structure;
    schema.help =
        "Removes whole key/value heads with the query heads that read them, the same number in every layer, and "
        "refits o_proj exactly. The key/value cache shrinks alike.";
    schema.paper = "Meng et al. 2024, arXiv:2403.12983";
    schema.kind = recipe::ModifierKind::Other;
    schema.calibrates = true;
    schema.keys =
        removalKeys("head_pruning_ratio", 0.25,
                    "Share of the key/value heads that goes; rounded to whole heads, one at least stays.", "heads");
    return schema;
}

std::int64_t removedHeads(std::int64_t keyValueHeads, double ratio)
{
    return std::min<std::int64_t>(std::llround(double(keyValueHeads) * ratio), keyValueHeads - 1);
}

Result<HeadRecipe> headsFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    HeadRecipe result{removalFromRecipe(read, "head_pruning_ratio", 0.25)};
    return read.finish(std::move(result));
}

} // namespace espalier::compress
