#include "core/compress/gptq/schema.h"

#include "core/compress/schema.h"
#include "core/recipe/quantization_keys.h"

namespace espalier::compress {

recipe::ModifierSchema gptqSchema()
{
    using recipe::KeyType;
    recipe::ModifierSchema schema;
    schema.type = "GPTQModifier";
    schema.title = "GPTQ";
    schema.group = recipe::ModifierGroup::Quantize;
    schema.help =
        "Rounds weights column by column and corrects the columns that follow, so that the layer's output changes "
        "least. Zeros of a pruned model stay zero.";
    schema.paper = "Frantar et al. 2023, arXiv:2210.17323";
    schema.kind = recipe::ModifierKind::Quantization;
    schema.calibrates = true;
    schema.quantizationKeys = true;
    schema.keys = quantizationKeys("W4A16");
    schema.keys.push_back(dampeningKey());
    schema.keys.push_back(
        key("actorder", KeyType::Any, recipe::Value{std::string("static"), {}, {}},
            "static: the columns with the largest inputs first, while each stays in its group, so that "
            "nothing has to be stored. none: from left to right."));
    schema.keys.back().choices = {"static", "none"};
    schema.keys.push_back(targetMixKey(0.0));
    schema.keys.push_back(flagKey("scale_search", false,
                                  "Chooses each scale by the squared error of its weights, weighted by their inputs, "
                                  "instead of by the largest weight."));
    schema.keys.push_back(
        integerKey("scale_descent", 0, 0, 100,
                   "Afterwards fits the scales to the chosen codes, that many times over all of them. "
                   "Typical 0 or 4.",
                   "cycles"));
    schema.keys.push_back(noEffectKey("block_size", recipe::Value{std::int64_t{128}, {}, {}},
                                      "It changes the speed of a program and not its result."));
    schema.keys.push_back(noEffectKey("offload_hessians", recipe::Value{false, {}, {}},
                                      "Hessians live only while their layer is compressed."));
    schema.keys.push_back(
        noEffectKey("sequential_update", recipe::Value{true, {}, {}},
                    "Each layer is always compressed with inputs from the compressed layers before it."));
    schema.keys.push_back(noEffectKey("quantize", recipe::Value{true, {}, {}}, "GPTQ always quantizes."));
    return schema;
}

Result<GptqRecipe> gptqFromRecipe(const recipe::Modifier& modifier)
{
    auto quantization = quantizationFromRecipe(modifier);
    if (!quantization)
        return quantization.error();
    const KeyReader read(modifier);
    GptqRecipe result;
    result.quantization = quantization.take();
    result.ownSchemes = !result.quantization.groups.empty();
    result.dampening = read.number("dampening_frac", result.dampening);
    result.targetMix = read.number("target_mix", result.targetMix);
    const recipe::Value* order = modifier.arguments.find("actorder");
    result.actOrder = order == nullptr || recipe::isStaticActOrder(*order);
    result.scaleSearch = read.flag("scale_search", result.scaleSearch);
    result.scaleDescent = static_cast<int>(read.number("scale_descent", result.scaleDescent));
    return read.finish(std::move(result));
}

} // namespace espalier::compress
