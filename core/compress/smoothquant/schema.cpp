#include "core/compress/smoothquant/schema.h"

namespace espalier::compress {
namespace {

constexpr const char* kLogarithmicType = "LogarithmicEqualizationModifier";

void addCommonKeys(recipe::ModifierSchema& schema)
{
    schema.kind = recipe::ModifierKind::Other;
    schema.group = recipe::ModifierGroup::Quantize;
    schema.calibrates = true;
    schema.keys.push_back(mappingsKey());
    schema.keys.push_back(
        textListKey("ignore", {}, "Smooth layers to leave alone, written like targets. Ignoring wins."));
    const recipe::Value none;
    schema.keys.push_back(noEffectKey("num_calibration_steps", none, "All calibration samples of the run are used."));
    schema.keys.push_back(noEffectKey("calibration_function", none, "Calibration runs the model as it is."));
}

} // namespace

recipe::ModifierSchema smoothQuantSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "SmoothQuantModifier";
    schema.title = "SmoothQuant";
    schema.help =
        "Divides inputs that have outlier channels, and multiplies the weights that read them, so that static "
        "activation quantization loses less. What the model computes stays the same.";
    schema.paper = "Xiao et al. 2022, arXiv:2211.10438";
    schema.keys.push_back(numberKey("smoothing_strength", 0.5, 0.0, 1.0,
                                    "How much of the difficulty moves from activations to weights: 0.5 shares it, 1 "
                                    "makes all input channels alike."));
    recipe::KeySchema formula = key("formula", recipe::KeyType::Choice, {std::string("paper"), {}, {}},
                                    "\"paper\": (max abs x)^a / (max abs w)^(1-a). \"llm-compressor\": (max x - min "
                                    "x)^a / (2 max abs w)^(1-a), which "
                                    "is what recipes of SparseML and llm-compressor get.");
    formula.choices = {"paper", "llm-compressor"};
    formula.importedDefault = recipe::Value{std::string("llm-compressor"), {}, {}};
    schema.keys.push_back(std::move(formula));
    recipe::KeySchema algorithm =
        key("algorithm", recipe::KeyType::Choice, {std::string("smoothquant"), {}, {}},
            "\"smoothquant\", or \"log_equalization\" for the formula of LogarithmicEqualizationModifier.");
    algorithm.choices = {"smoothquant", "log_equalization"};
    schema.keys.push_back(std::move(algorithm));
    addCommonKeys(schema);
    return schema;
}

recipe::ModifierSchema logarithmicEqualizationSchema()
{
    recipe::ModifierSchema schema;
    schema.type = kLogarithmicType;
    schema.title = "Logarithmic equalization";
    schema.help = "As SmoothQuant, with the scale max|x| / log2(2 + max|x|), which looks at the activations alone.";
    schema.paper = "Li et al. 2023, arXiv:2308.15987";
    schema.keys.push_back(
        noEffectKey("smoothing_strength", recipe::Value{0.5, {}, {}}, "The logarithm has no strength."));
    addCommonKeys(schema);
    return schema;
}

Result<SmoothingRecipe> smoothingFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    SmoothingRecipe result;
    result.strength = read.number("smoothing_strength", result.strength);
    if (modifier.type == kLogarithmicType || read.text("algorithm", "smoothquant") == "log_equalization")
        result.rule = SmoothingRule::Logarithmic;
    else if (read.text("formula", "paper") == "llm-compressor")
        result.rule = SmoothingRule::LlmCompressor;
    auto mappings = mappingsFromRecipe(modifier);
    if (!mappings)
        return mappings.error();
    result.mappings = mappings.take();
    return read.finish(std::move(result));
}

} // namespace espalier::compress
