#include "core/compress/osscar/schema.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace espalier::compress {

std::vector<recipe::KeySchema> removalKeys(const char* ratio, double share, const char* help,
                                           const std::string& removed)
{
    recipe::KeySchema first = numberKey(ratio, share, 0.0, 0.99, help);
    first.mistakenNames = {"sparsity", "ratio", "pruning_ratio"};
    return {std::move(first), dampeningKey(), targetMixKey(0.0),
            flagKey("local_search", true,
                    "Exchanges removed for kept " + removed +
                        " afterwards, the best of all pairs first, while one helps.")};
}

RemovalRecipe removalFromRecipe(const KeyReader& read, const char* ratio, double share)
{
    RemovalRecipe result;
    result.ratio = read.number(ratio, share);
    result.dampening = read.number("dampening_frac", result.dampening);
    result.targetMix = read.number("target_mix", result.targetMix);
    result.localSearch = read.flag("local_search", result.localSearch);
    return result;
}

recipe::ModifierSchema osscarSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "OSSCARPruningModifier";
    schema.title = "OSSCAR";
    schema.group = recipe::ModifierGroup::Structure;
    schema.help =
        "Makes feed-forward parts narrower: removes whole channels (columns of down_proj, rows of gate_proj and "
        "up_proj) and refits the rest of down_proj exactly. The model gets smaller with any program that runs it.";
    schema.paper = "Meng et al. 2024, arXiv:2403.12983";
    schema.kind = recipe::ModifierKind::Other;
    schema.calibrates = true;
    schema.keys = removalKeys("mlp_pruning_ratio", 0.1,
                              "Share of the feed-forward channels that goes, of all layers together.", "channels");
    schema.keys.push_back(integerKey("multiple", 0, 0, 65536,
                                     "Kept widths are multiples of this. 0 takes 128, or less for widths below 4096. "
                                     "GGUF's k-quants want 256.",
                                     "channels"));
    schema.keys.push_back(integerKey("update_channels", 1, 1, 65536,
                                     "Channels removed between two rankings. 1 is exact; more saves little time, as "
                                     "updates are kept as factors.",
                                     "channels"));
    recipe::KeySchema widths = key("widths", recipe::KeyType::Choice, {std::string("uniform"), {}, {}},
                                   "uniform: every layer keeps the same width. sensitivity: layers that matter less on "
                                   "held-out text lose more; other programs than this one may want uniform widths.");
    widths.choices = {"uniform", "sensitivity"};
    schema.keys.push_back(std::move(widths));
    schema.keys.push_back(textListKey("targets", {"re:.*(mlp|block_sparse_moe|fc2)$"},
                                      "Feed-forward parts to prune, or their down_proj: full names, classes, or `re:` "
                                      "and a pattern."));
    schema.keys.push_back(textListKey("ignore", {}, "Modules to leave alone, written like targets. Ignoring wins."));
    return schema;
}

Result<OsscarRecipe> osscarFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    OsscarRecipe result{removalFromRecipe(read, "mlp_pruning_ratio", 0.1)};
    result.multiple = read.integer("multiple", result.multiple);
    result.updateChannels = read.integer("update_channels", result.updateChannels);
    result.bySensitivity = read.text("widths", "uniform") == "sensitivity";
    return read.finish(std::move(result));
}

std::int64_t widthMultiple(std::int64_t width, std::int64_t multiple)
{
    constexpr std::int64_t kLargestMultiple = 128;
    constexpr std::int64_t kSteps = 32;
    if (multiple > 0)
        return multiple;
    for (multiple = kLargestMultiple; multiple > 1 && (width % multiple != 0 || multiple * kSteps > width);)
        multiple /= 2;
    return multiple;
}

std::int64_t keptWidth(std::int64_t width, double ratio, std::int64_t multiple)
{
    if (width < 1 || !(ratio >= 0.0) || !(ratio < 1.0) || multiple < 0)
        throw std::invalid_argument("kept width: expected a width of 1 or more and a ratio in [0, 1), got " +
                                    std::to_string(width) + " and " + std::to_string(ratio));
    multiple = widthMultiple(width, multiple);
    const double kept = double(width) * (1.0 - ratio);
    if (multiple == 1)
        return std::max<std::int64_t>(1, static_cast<std::int64_t>(kept));
    const auto multiples = static_cast<std::int64_t>(std::nearbyint(kept / double(multiple)));
    return std::min(width, std::max<std::int64_t>(1, multiples) * multiple);
}

} // namespace espalier::compress
