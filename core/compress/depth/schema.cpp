#include "core/compress/depth/schema.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema depthSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "DepthPruningModifier";
    schema.title = "Depth pruning";
    schema.group = recipe::ModifierGroup::Structure;
    schema.help = "Leaves out whole decoder layers. Which ones is chosen on held-out text, before anything else of the "
                  "stage happens; the layers that stay are counted anew.";
    schema.paper = "Song et al. 2024, arXiv:2402.09025; Men et al. 2024, arXiv:2403.03853; Shopkhoev et al. 2025, "
                   "arXiv:2505.02819";
    schema.kind = recipe::ModifierKind::Other;
    schema.keys.push_back(integerKey("layers", 0, 0, 4096, "How many layers go. 0: share says.", "layers"));
    schema.keys.push_back(
        numberKey("share", 0.1, 0.0, 0.99, "Share of the layers that goes, rounded, at least one; where layers is 0."));
    recipe::KeySchema method =
        key("method", recipe::KeyType::Choice, {std::string("greedy"), {}, {}},
            "greedy: one after another, each the one that costs least then. window: the best run of neighbours. "
            "influence: those that change their input least, in one pass.");
    method.choices = {"greedy", "window", "influence"};
    schema.keys.push_back(std::move(method));
    recipe::KeySchema measure = key("measure", recipe::KeyType::Choice, {std::string("kl"), {}, {}},
                                    "What a removal costs: kl (divergence from the whole model) or perplexity.");
    measure.choices = {"kl", "perplexity"};
    schema.keys.push_back(std::move(measure));
    schema.keys.push_back(key("layer_indices", recipe::KeyType::Any, recipe::Value{},
                              "A list of the layers that go, counted from 0; then nothing is searched."));
    schema.keys.push_back(
        flagKey("bridge", true,
                "Refits the down_proj in front of each gap in closed form, so that the hidden states "
                "come near to where the missing layers would have taken them (ReplaceMe). Calibrates."));
    schema.keys.push_back(dampeningKey());
    return schema;
}

std::int64_t removedLayers(const DepthRecipe& recipe, std::int64_t layers)
{
    if (!recipe.indices.empty())
        return std::int64_t(std::set<std::int64_t>(recipe.indices.begin(), recipe.indices.end()).size());
    if (recipe.layers > 0)
        return recipe.layers;
    return std::max<std::int64_t>(1, std::llround(double(layers) * recipe.share));
}

Result<DepthRecipe> depthFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    DepthRecipe result;
    result.layers = read.integer("layers", result.layers);
    result.share = read.number("share", result.share);
    const std::string method = read.text("method", "greedy");
    result.method = method == "window"      ? DepthRecipe::Method::Window
                    : method == "influence" ? DepthRecipe::Method::Influence
                                            : DepthRecipe::Method::Greedy;
    result.byPerplexity = read.text("measure", "kl") == "perplexity";
    result.bridge = read.flag("bridge", result.bridge);
    result.dampening = read.number("dampening_frac", result.dampening);
    for (const double index : read.numbers("layer_indices", {})) {
        if (index < 0.0 || index != std::floor(index))
            return Error{"recipe.layers", "layer_indices of a DepthPruningModifier are whole numbers from 0 on.",
                         "line " + std::to_string(modifier.location.line)};
        result.indices.push_back(std::int64_t(index));
    }
    return read.finish(std::move(result));
}

} // namespace espalier::compress
