#include "core/compress/awq/schema.h"

#include "core/compress/quantization/schema.h"

namespace espalier::compress {

recipe::ModifierSchema awqSchema()
{
    using recipe::KeyType;
    const recipe::Value none;
    recipe::ModifierSchema schema;
    schema.type = "AWQModifier";
    schema.title = "AWQ";
    schema.group = recipe::ModifierGroup::Quantize;
    schema.help =
        "Scales up the input channels that matter most before weights are rounded, and down what makes them, by "
        "the scales with the smallest output error. It rounds by its own scheme, or prepares a quantization "
        "modifier after it.";
    schema.paper = "Lin et al. 2023, arXiv:2306.00978";
    schema.kind = recipe::ModifierKind::Other;
    schema.calibrates = true;
    schema.quantizationKeys = true;
    schema.keys = {
        mappingsKey(),
        key("duo_scaling", KeyType::Any, {true, {}, {}},
            "Whether scales look at the weights beside the activations: true, false, or \"both\", which tries half of "
            "the grid each way."),
        integerKey("n_grid", 20, 4, 1000, "How many strengths are tried for each mapping.", "points"),
        integerKey("search_tokens", 16384, 1, 1e9, "At most so many calibration tokens run for each point.", "tokens"),
    };
    schema.keys[1].choices = {"true", "false", "both"};
    std::vector<recipe::KeySchema> quantization = quantizationSchema().keys;
    for (recipe::KeySchema& shared : quantization) {
        if (shared.name != "post_oneshot_calibration" && shared.name != "scheme_overrides")
            schema.keys.push_back(std::move(shared));
        if (schema.keys.back().name == "scheme")
            schema.keys.back().starter = recipe::Value{std::string("W4A16"), {}, {}};
    }
    schema.keys.push_back(noEffectKey("offload_device", none, "Inputs stay where the run keeps them."));
    return schema;
}

Result<AwqRecipe> awqFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    AwqRecipe result;
    result.gridPoints = static_cast<int>(read.integer("n_grid", result.gridPoints));
    result.searchTokens = read.integer("search_tokens", result.searchTokens);
    if (const recipe::Value* duo = modifier.arguments.find("duo_scaling"); duo != nullptr && !duo->isNull()) {
        if (!duo->boolean() && duo->text() != "both")
            return Error{"recipe.key.type", "\"duo_scaling\" of AWQModifier is true, false or \"both\".",
                         "line " + std::to_string(duo->location.line)};
        result.duo = duo->text() == "both" ? DuoScaling::Both : *duo->boolean() ? DuoScaling::On : DuoScaling::Off;
    }
    auto mappings = mappingsFromRecipe(modifier);
    if (!mappings)
        return mappings.error();
    result.mappings = mappings.take();
    return read.finish(std::move(result));
}

} // namespace espalier::compress
